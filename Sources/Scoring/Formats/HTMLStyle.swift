// SPDX-License-Identifier: Apache-2.0

/// The style sheet of the page.
package enum HTMLStyle {
    /// Light and dark, from 320 pixels up, and on paper.
    static let sheet = colors + type + layout + scores + lists + tables + findings + print

    // Text and grade colours have a contrast of at least 4.5 to 1 on both backgrounds.
    package static let colors = """
        :root {
          color-scheme: light dark;
          --paper: #f8f3ec; --panel: #fffdfa; --ink: #2a211b; --soft: #67594e; --line: #e6dbcd;
          --track: #ebe2d6; --ember: #a63d14; --glow: #fbe9dd; --mark: #fff1c9;
          --a: #2c7439; --b: #527019; --c: #8f5f00; --d: #b24a15; --f: #b0241d;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #171210; --panel: #211a17; --ink: #f3eae1; --soft: #b8a99c; --line: #3a2f29;
            --track: #372d28; --ember: #ff9d68; --glow: #3a2318; --mark: #4a3a12;
            --a: #7fce8b; --b: #b3cd69; --c: #efb94f; --d: #ff9868; --f: #ff8d83;
          }
        }
        .grade-A { --grade: var(--a); }
        .grade-B { --grade: var(--b); }
        .grade-C { --grade: var(--c); }
        .grade-D { --grade: var(--d); }
        .grade-F { --grade: var(--f); }
        .grade-none { --grade: var(--soft); }

        """

    private static let type = """
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body {
          margin: 0; background: var(--paper); color: var(--ink);
          font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue",
            sans-serif;
          overflow-wrap: anywhere;
        }
        h1, h2, h3, p, ul, ol, dl, blockquote { margin: 0; padding: 0; }
        h2 { font-size: 1.3rem; line-height: 1.25; }
        h3 { font-size: 1rem; line-height: 1.4; }
        ul, ol { list-style: none; }
        code { font: 0.875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
        a { color: var(--ember); text-underline-offset: 0.15em; }
        :focus-visible { outline: 3px solid var(--ember); outline-offset: 2px; }
        .kicker {
          color: var(--ember); font-size: 0.8125rem; font-weight: 650; letter-spacing: 0.08em;
          text-transform: uppercase;
        }
        .server-name {
          font: 700 clamp(1.75rem, 5vw, 2.75rem)/1.15 "Iowan Old Style", "Palatino Linotype",
            Palatino, Georgia, serif;
          margin: 0.15em 0 0.25em;
        }
        .lead, .note, .meaning, .facts, .weight { color: var(--soft); }
        .note, .lead, .references { font-size: 0.875rem; }
        .hidden-char {
          background: var(--mark); border-radius: 3px; padding: 0 0.15em;
          font: 0.85em ui-monospace, Menlo, Consolas, monospace;
        }

        """

    private static let layout = """
        main, .page-footer { max-width: 1080px; margin: 0 auto; padding: 0 clamp(14px, 3vw, 32px); }
        main { padding-top: clamp(28px, 6vw, 64px); }
        section { margin-top: 44px; }
        section > h1 + .panel { margin-top: 20px; }
        section > .panel + h2 { margin-top: 32px; }
        section > h2 + .lead { margin: 2px 0 14px; }
        section > h2 + .panel, section > h2 + .provenance { margin-top: 12px; }
        main > section:first-child { margin-top: 0; }
        .server { margin-top: 72px; padding-top: 40px; border-top: 3px solid var(--ember); }
        .facts { display: flex; flex-wrap: wrap; gap: 2px 18px; }
        .panel {
          background: var(--panel); border: 1px solid var(--line); border-radius: 14px;
          box-shadow: 0 1px 2px rgb(60 30 10 / 5%), 0 6px 20px rgb(60 30 10 / 4%);
        }
        .padded { padding: 18px 22px; }
        .scroll { overflow-x: auto; }
        .page-footer {
          color: var(--soft); font-size: 0.875rem; margin-top: 56px; padding-bottom: 40px;
        }

        """

    private static let scores = """
        .scores { display: grid; gap: 20px; margin-top: 28px; }
        @media (min-width: 820px) { .scores { grid-template-columns: 1fr 1fr; } }
        .scores section { margin: 0; }
        .score { padding: clamp(16px, 3vw, 26px); }
        .score-head { display: flex; gap: clamp(14px, 3vw, 24px); align-items: center; }
        .score .points { font-size: 1.125rem; font-weight: 600; margin-top: 4px; }
        .ring { flex: none; width: clamp(88px, 22vw, 128px); height: auto; }
        .ring circle { fill: none; stroke: var(--track); stroke-width: 9; }
        .ring .arc {
          stroke: var(--grade); stroke-linecap: round; transform: rotate(-90deg);
          transform-origin: 60px 60px;
        }
        .ring-letter {
          fill: var(--grade); font: 700 58px "Iowan Old Style", "Palatino Linotype", Palatino,
            Georgia, serif;
          text-anchor: middle; dominant-baseline: central;
        }
        .dimensions { margin-top: 18px; }
        .dimensions li {
          display: grid; grid-template-columns: 1fr 1.1em 2.1em; gap: 1px 8px;
          align-items: baseline; padding: 8px 0;
        }
        .dimension-title { font-weight: 550; }
        .dimension-title bdi { margin-right: 4px; }
        .weight {
          font-size: 0.8125rem; font-weight: 400; margin-right: 8px; white-space: nowrap;
          font-variant-numeric: tabular-nums;
        }
        .letter { color: var(--grade); font-weight: 750; }
        .number { text-align: right; font-variant-numeric: tabular-nums; }
        .meter {
          grid-column: 1 / -1; display: block; width: 100%; height: 7px; border-radius: 4px;
          background: var(--track); overflow: hidden; margin: 4px 0 2px;
        }
        .fill { fill: var(--grade); }
        .dimensions .note { grid-column: 1 / -1; }

        """

    private static let lists = """
        .priorities { counter-reset: step; }
        .priorities li {
          counter-increment: step; position: relative; padding: 16px 22px 16px 62px;
        }
        .priorities li::before {
          content: counter(step); position: absolute; left: 20px; top: 16px; width: 26px;
          height: 26px; border-radius: 50%; background: var(--glow); color: var(--ember);
          font-weight: 700; font-size: 0.875rem; line-height: 26px; text-align: center;
        }
        .priorities li + li, .overlaps li + li { border-top: 1px solid var(--line); }
        .priority-head { display: flex; flex-wrap: wrap; gap: 2px 14px; align-items: baseline; }
        .priority-head h3 { flex: 1 1 14em; }
        .gain { color: var(--a); font-weight: 650; font-variant-numeric: tabular-nums; }
        .names { color: var(--soft); font-size: 0.9375rem; margin-top: 4px; }
        .names code, .pair code, .place code {
          background: var(--track); color: var(--ink); border-radius: 5px; padding: 0 6px;
          display: inline-block; max-width: 100%;
        }
        .names code { margin-right: 4px; }
        .overlaps li { display: grid; grid-template-columns: 3.6em 1fr; padding: 12px 22px; }
        .alike { color: var(--ember); font-weight: 700; font-variant-numeric: tabular-nums; }
        .gaps { padding-left: 1.2em; list-style: disc; }
        .gaps.padded { padding-left: 2.4em; }
        .provenance div {
          display: grid; grid-template-columns: 6em 1fr; gap: 12px; padding: 5px 0;
          font-size: 0.875rem;
        }
        dt { color: var(--soft); }
        dd { margin: 0; }
        @media (max-width: 480px) {
          .priorities li { padding: 14px 16px 14px 50px; }
          .priorities li::before { left: 14px; top: 14px; }
          .overlaps li { grid-template-columns: 1fr; padding: 12px 16px; }
          .padded { padding: 14px 16px; }
          .provenance div { grid-template-columns: 1fr; gap: 0; }
        }

        """

    private static let tables = """
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { padding: 7px 10px; text-align: left; overflow-wrap: normal; }
        thead th {
          color: var(--soft); font-size: 0.8125rem; font-weight: 600; vertical-align: bottom;
        }
        tbody tr { border-top: 1px solid var(--line); }
        tbody th { font-weight: 500; overflow-wrap: anywhere; min-width: 11em; max-width: 32em; }
        th:first-child { padding-left: 20px; }
        td:last-child, th:last-child { padding-right: 20px; }
        .slanted { padding: 12px 4px 8px; text-align: center; }
        .slanted span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; }
        .cell { padding: 7px 3px; text-align: center; }
        .cell > span {
          display: inline-block; min-width: 2.6em; padding: 2px 0; border-radius: 6px;
          font-size: 0.875rem; background: color-mix(in srgb, var(--grade) 17%, transparent);
          box-shadow: inset 0 -2px 0 var(--grade);
        }
        .cell.grade-none > span { background: none; box-shadow: none; color: var(--soft); }
        @media (max-width: 480px) {
          .tools th:first-child {
            position: sticky; left: 0; background: var(--panel); min-width: 8.5em; max-width: 8.5em;
            padding-left: 14px; font-size: 0.875rem;
          }
          .tools th, .tools td { padding-right: 6px; }
        }
        .badge { white-space: nowrap; }
        .badge b { display: inline-block; min-width: 1.1em; color: var(--grade); }
        .badge.grade-none { color: var(--soft); }

        """

    private static let findings = """
        details { margin-top: 12px; }
        summary {
          display: flex; gap: 12px; align-items: center; padding: 14px 22px; cursor: pointer;
          border-radius: 14px;
        }
        summary::-webkit-details-marker { display: none; }
        summary::after {
          content: "+"; margin-left: auto; color: var(--soft); font-size: 1.25rem; line-height: 1;
        }
        details[open] > summary::after { content: "\\2212"; }
        .count { color: var(--soft); }
        .severity {
          border: 1.5px solid currentColor; border-radius: 99px; padding: 0 10px;
          font-size: 0.8125rem; font-weight: 650; line-height: 1.6;
        }
        .message .severity { margin-right: 8px; }
        .critical { color: var(--panel); background: var(--f); border-color: var(--f); }
        .high { color: var(--f); }
        .medium { color: var(--c); }
        .low, .info, .suppressed { color: var(--soft); }
        .findings li { border-top: 1px solid var(--line); padding: 14px 22px; }
        .padded .findings { margin-top: 12px; }
        .padded .findings li { padding: 12px 0; }
        .message { font-weight: 600; }
        .place { color: var(--soft); margin: 3px 0; }
        .reason { font-style: italic; }
        blockquote {
          margin: 8px 0; padding: 8px 14px; border-left: 3px solid var(--ember);
          background: var(--glow); border-radius: 0 8px 8px 0;
          font: 0.875rem/1.5 ui-monospace, Menlo, Consolas, monospace;
        }
        .references { color: var(--soft); margin-top: 6px; }
        @media (max-width: 480px) {
          summary, .findings li { padding-left: 16px; padding-right: 16px; }
        }

        """

    private static let print = """
        @media print {
          :root { color-scheme: light; }
          body { background: none; font-size: 11pt; }
          main, .page-footer { max-width: none; padding: 0; }
          .panel { box-shadow: none; }
          .scroll { overflow: visible; }
          .meter, .fill, .cell > span, .severity, .priorities li::before {
            -webkit-print-color-adjust: exact; print-color-adjust: exact;
          }
          .scores { grid-template-columns: 1fr 1fr; }
          .priorities li, .findings li, .overlaps li, tr, .score { break-inside: avoid; }
          h2, .lead, summary { break-after: avoid; }
          details::details-content { content-visibility: visible; height: auto; }
          summary::after { content: none !important; }
          section { margin-top: 26px; }
        }

        """
}
