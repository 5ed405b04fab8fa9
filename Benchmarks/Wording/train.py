# SPDX-License-Identifier: Apache-2.0
"""Learns the weights of rubrics/wording.yaml from labelled texts and published servers.

Two layers. The first is a logistic regression over the words, pairs of words and signals of a
sentence; a text that instructs is represented by its most telling sentence. The second is one over
what the sentences of a tool come to, from first layers that had not seen that tool. Thresholds come
from published tools that neither layer had seen. The same input gives the same output.

The published servers that the weights in the project were learned from are 70 of LiveMCPBench and
199 dumps that were made locally. They are other people's texts and not part of the project.

Requires Python 3.11 with numpy, scipy and scikit-learn (1.9 made the weights in the project):

    python3 -m venv .venv && .venv/bin/pip install numpy scipy scikit-learn
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from samples import FOLDS, Samples, fold

ROOT = pathlib.Path(__file__).resolve().parents[2]
# As in Wording.swift: what a tool without a second sentence has, how many sentences make up the
# mass, and as how long a longer sentence counts.
LOWEST_SECOND, MASSIVE, LONGEST = -6, 6, 60
# Shares of published tools, in percent, that a threshold may strike.
SHARES = (0.3, 0.4, 0.5, 0.7, 1.0)

HEADER = """\
# SPDX-License-Identifier: Apache-2.0
# How much each word, pair of words and signal speaks for an instruction to a model. Learned, not
# written: Benchmarks/Wording/train.py makes this file from labelled texts; see
# docs/decisions/0007-learned-wording.md. "^" is the beginning of a sentence, "_" any word between.
"""
TOOL_HEADER = """
# The log-odds of a sentence: the bias and the sum of its weights over the root of its length.
bias: {bias}
# The log-odds of a tool, from those of its sentences: the highest, the second, and the mass of the
# six highest; with the length of the highest and the signals in it and around it.
"""


class Sentence:
    """The features of a sentence, each with its share of the sum."""

    def __init__(self, words, signals):
        self.length, self.signals = len(words), set(signals)
        counts = collections.Counter()
        before_last, last = "^", "^"
        for word in words:
            counts[word] += 1
            counts[f"{last} {word}"] += 1
            counts[f"{before_last} _ {word}"] += 1
            before_last, last = last, word
        scale = 1 / np.sqrt(len(words) + 1)
        self.features = {name: count * scale for name, count in counts.items()}
        for signal in signals:
            self.features["@" + signal] = scale

    def sum(self, weights):
        return sum(share * weights.get(name, 0) for name, share in self.features.items())


def read_sentences(binary, own):
    """The sentences of every text, as the engine reads them."""
    texts = sorted(own)
    lines = "\n".join(json.dumps({"text": text, "own": sorted(own[text])}) for text in texts)
    output = subprocess.run(
        [binary], input=lines + "\n", capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout
    answers = output.rstrip("\n").split("\n")
    if len(answers) != len(texts):
        raise SystemExit(f"{binary} answered {len(answers)} of {len(texts)} texts")
    return {
        text: [Sentence(each["w"], each["s"]) for each in json.loads(answer)]
        for text, answer in zip(texts, answers)
    }


def fit_sentences(instructing, describing, options):
    """The first layer: weights by feature, pruned and rounded, and the bias."""
    documents = collections.Counter()
    for sentences in instructing + describing:
        documents.update({name for sentence in sentences for name in sentence.features})
    names = sorted(name for name, count in documents.items() if count >= 2)
    places = {name: place for place, name in enumerate(names)}

    def matrix(sentences):
        rows, columns, values = [], [], []
        for row, sentence in enumerate(sentences):
            for name, share in sentence.features.items():
                if name in places:
                    rows.append(row)
                    columns.append(places[name])
                    values.append(share)
        return csr_matrix((values, (rows, columns)), shape=(len(sentences), len(places)))

    negative = [sentence for sentences in describing for sentence in sentences]
    texts = [sentences for sentences in instructing if sentences]
    # Nobody labelled sentences: take the longest one first, then the one that the weights choose.
    chosen = [max(sentences, key=lambda one: len(one.features)) for sentences in texts]
    labels = [1] * len(texts) + [0] * len(negative)
    for is_last in (False, True):
        model = LogisticRegression(C=options.C, max_iter=3000)
        model.fit(matrix(chosen + negative), labels)
        weights = dict(zip(names, model.coef_[0]))
        if not is_last:
            chosen = [max(each, key=lambda one: one.sum(weights)) for each in texts]
    kept = sorted(weights, key=lambda name: -abs(weights[name]))[: options.features_kept]
    pruned = {name: float(f"{weights[name]:.2f}") for name in kept if abs(weights[name]) >= 0.01}
    return pruned, round(float(model.intercept_[0]), 3)


def describe(strings, layer, sentences, signals):
    """What the sentences of a tool come to; `None` where there are none."""
    weights, bias = layer
    best, odds = None, []
    for text in strings:
        for place, sentence in enumerate(sentences[text]):
            odds.append(bias + sentence.sum(weights))
            if best is None or odds[-1] > best[0]:
                best = (odds[-1], text, place)
    if best is None:
        return None
    _, text, place = best
    inside = sentences[text][place]
    beside = sentences[text][max(0, place - 1) : place + 2]
    around = set().union(*(sentence.signals for sentence in beside))
    top = sorted(odds, reverse=True)[:MASSIVE]
    second = max(top[1] if len(top) > 1 else LOWEST_SECOND, LOWEST_SECOND)
    mass = sum(max(0, value + 1) for value in top)
    row = [best[0], second, mass, min(inside.length, LONGEST)]
    row += [float(signal in inside.signals) for signal in signals]
    return row + [float(signal in around) for signal in signals]


def fit_tools(rows, labels):
    return LogisticRegression(C=1, max_iter=4000).fit(rows, labels)


def train(samples, sentences, signals, options):
    """Both layers, and the odds of published tools from layers that had not seen them."""
    poisoned, clean = (sorted(samples.learn[label]) for label in ("poisoned", "clean"))
    published = collections.defaultdict(set)  # the folds of the servers that have a string
    for _, part, tools in samples.servers:
        for text in (text for tool in tools for text in tool):
            published[text].add(part)

    def first_layer(without):
        """Fits on all but one fold; on everything for `None`."""
        describing = [text for text in clean if fold(text) != without]
        describing += [text for text in published if without not in published[text]]
        return fit_sentences(
            [sentences[text] for text in poisoned if fold(text) != without],
            [sentences[text] for text in sorted(describing)], options)

    crossed, full = [first_layer(part) for part in range(FOLDS)], first_layer(None)

    def rows(texts):
        described = (describe([text], crossed[fold(text)], sentences, signals) for text in texts)
        return np.array([row for row in described if row])

    bad, good = rows(poisoned), rows(clean)
    tools, folds, is_list = [], [], []
    for listed, part, strings in samples.servers:
        for tool in strings:
            if row := describe(tool, crossed[part], sentences, signals):
                tools.append(row)
                folds.append(part)
                is_list.append(listed)
    tools, folds, is_list = np.array(tools), np.array(folds), np.array(is_list)
    odds = np.zeros(len(tools))
    for part in range(FOLDS):
        others = np.vstack([bad, good, tools[folds != part]])
        model = fit_tools(others, [1] * len(bad) + [0] * (len(others) - len(bad)))
        odds[folds == part] = model.decision_function(tools[folds == part])
    everything = np.vstack([bad, good, tools])
    second = fit_tools(everything, [1] * len(bad) + [0] * (len(good) + len(tools)))
    counts = f"{len(poisoned)} instructing texts, {len(clean)} describing ones, and {len(tools)}"
    counts += f" tools of {len(samples.servers)} published servers"
    return full, second, odds, is_list, bad, counts


def report(samples, sentences, signals, full, second, odds, is_list, bad):
    """Prints what each threshold strikes: of published tools, and of texts never learned from."""
    def share(values, threshold):
        values = np.asarray(values)
        return f"{100 * (values > threshold).mean():.1f} % of {len(values)}" if len(values) else "-"

    def odds_of(text):
        row = describe([text], full, sentences, signals)
        return -99 if row is None else float(second.decision_function([row])[0])

    checks = {name: [odds_of(text) for text in texts] for name, texts in samples.check.items()}
    for part in SHARES:
        threshold = float(np.quantile(odds, 1 - part / 100))
        print(f"threshold {threshold:.2f}, which strikes {part} % of the published tools")
        print("  published, from folders:", share(odds[~is_list], threshold))
        print("  published, from lists:  ", share(odds[is_list], threshold))
        print("  learned from, cross-fit:", share(second.decision_function(bad), threshold))
        for name, values in checks.items():
            print(f"  {name}:", share(values, threshold))


def write(path, signals, full, second, counts):
    weights, bias = full
    shares = second.coef_[0]
    lines = [f"schema: 1\ntrained-on: {counts}\n{TOOL_HEADER.format(bias=bias)}tool:"]
    lines.append(f"  bias: {second.intercept_[0]:.3f}")
    numbers = zip(("highest", "second", "mass", "words"), shares, (3, 3, 4, 4))
    for name, value, places in numbers:
        lines.append(f"  {name}: {value:.{places}f}")
    lines.append("  signals: |")
    for place, signal in enumerate(signals):
        inside, around = shares[4 + place], shares[4 + len(signals) + place]
        lines.append(f"    {signal} {inside:.2f} {around:.2f}")
    lines.append("weights: |")
    for name in sorted(weights):
        lines.append(f"  {name} " + f"{weights[name]:.2f}".rstrip("0").rstrip("."))
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


def main():
    here = pathlib.Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description="Learns the weights of rubrics/wording.yaml.")
    path = {"type": pathlib.Path, "metavar": "PATH"}
    parser.add_argument("--features", required=True, **path, help="the built WordingFeatures")
    parser.add_argument("--texts", default=here / "texts", **path, help="the labelled texts")
    parser.add_argument("--servers", required=True, nargs="+", **path, help=(
        "folders of {server, tools} files, or LiveMCPBench's list of servers"))
    parser.add_argument("--data", **path, help="a folder with poisoning/dev.ndjson")
    parser.add_argument("--keep", dest="features_kept", type=int, default=12000, metavar="N",
        help="how many features the first layer keeps (default: %(default)s)")
    parser.add_argument("-C", type=float, default=12, metavar="N",
        help="the first layer's inverse regularisation (default: %(default)s)")
    parser.add_argument("-o", "--output", required=True, **path, help="the file to write")
    options = parser.parse_args()

    samples = Samples()
    for file in sorted(options.texts.glob("*.ndjson")):
        samples.add_file(file)
    if options.data:
        samples.add_data(options.data / "poisoning/dev.ndjson")
    for place in options.servers:
        samples.add_servers(place)
    for text in [*samples.learn["poisoned"], *samples.learn["clean"], *sum(
            samples.check.values(), [])]:
        samples.own[text] |= set()
    sentences = read_sentences(options.features.resolve(), samples.own)
    rubric = (ROOT / "rubrics/signals.yaml").read_text(encoding="utf-8")
    signals = re.findall(r"^\s*- id: (\S+)", rubric, re.MULTILINE)
    *layers, counts = train(samples, sentences, signals, options)
    report(samples, sentences, signals, *layers)
    write(options.output, signals, *layers[:2], counts)


if __name__ == "__main__":
    main()
