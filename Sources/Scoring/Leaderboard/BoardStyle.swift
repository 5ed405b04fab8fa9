// SPDX-License-Identifier: Apache-2.0

/// What the pages of a leaderboard add to the style sheet of a card.
enum BoardStyle {
    /// Light and dark, from 320 pixels up.
    static let sheet = summary + controls + table + narrow + history

    private static let summary = """
        [hidden] { display: none !important; }
        .board section { margin-top: 28px; }
        .spreads { display: grid; gap: 16px; margin-top: 24px; }
        @media (min-width: 640px) { .spreads { grid-template-columns: 1fr 1fr; } }
        .board .spread { margin: 0; padding: 14px 20px 12px; }
        .spread h2 { font-size: 1rem; }
        .bar {
          display: block; width: 100%; height: 12px; border-radius: 6px; margin: 8px 0;
          background: var(--track);
        }
        .bar rect { fill: var(--grade); stroke: var(--panel); stroke-width: 1; }
        .spread ul { display: flex; flex-wrap: wrap; gap: 0 16px; font-size: 0.9375rem; }
        .spread li { font-variant-numeric: tabular-nums; }
        .spread b { color: var(--grade); }
        .changes li { padding: 10px 20px 10px 18px; border-left: 4px solid var(--soft); }
        .changes li + li { border-top: 1px solid var(--line); }
        .changes li.rise { border-left-color: var(--a); }
        .changes li.fall { border-left-color: var(--f); }
        .changes { overflow: hidden; }
        .notice { margin-bottom: 12px; }
        .rise .delta, .delta.rise { color: var(--a); }
        .fall .delta, .delta.fall { color: var(--f); }
        .path { font-size: 0.9375rem; margin-bottom: 22px; color: var(--soft); }
        .page-footer p + p { margin-top: 4px; }

        """

    private static let controls = """
        .controls {
          display: flex; flex-wrap: wrap; gap: 12px 22px; align-items: end; margin-top: 32px;
        }
        .controls + section { margin-top: 12px; }
        .controls .note { display: block; margin-bottom: 3px; }
        .search { flex: 1 1 13em; }
        .controls input, .controls select, .letters button {
          font: inherit; color: var(--ink); background: var(--panel); min-height: 40px;
          border: 1px solid var(--line); border-radius: 10px; padding: 6px 12px;
        }
        .controls input { width: 100%; }
        .letters { display: flex; flex-wrap: wrap; }
        .letters .note { flex: 0 0 100%; }
        .letters button {
          min-width: 38px; padding: 6px 8px; border-radius: 0; margin-left: -1px; cursor: pointer;
          color: var(--grade); font-weight: 700;
        }
        .letters button:nth-of-type(1) { border-radius: 10px 0 0 10px; margin-left: 0; }
        .letters button:last-of-type { border-radius: 0 10px 10px 0; }
        .letters button[aria-pressed="true"] {
          background: var(--grade); color: var(--panel); border-color: var(--grade);
        }
        .letters button:focus-visible { z-index: 1; }
        #shown { flex: 0 0 100%; margin: 0; }

        """

    private static let table = """
        #board thead button {
          font: inherit; color: inherit; background: none; border: 0; padding: 4px 0; cursor: pointer;
          white-space: nowrap;
        }
        #board thead button:hover { color: var(--ink); text-decoration: underline; }
        #board thead button::after { content: " \\2195"; opacity: 0.35; }
        [aria-sort] > button { color: var(--ink) !important; }
        #board [aria-sort="ascending"] > button::after { content: " \\2191"; opacity: 1; }
        #board [aria-sort="descending"] > button::after { content: " \\2193"; opacity: 1; }
        #board tbody td { vertical-align: top; }
        #board td:first-child { padding-left: 20px; }
        #board tbody th { font-weight: 600; vertical-align: top; }
        #board tbody tr:first-child { border-top-color: var(--line); }
        #board tbody tr:hover { background: color-mix(in srgb, var(--glow) 45%, transparent); }
        #board th a { text-decoration: none; color: var(--ink); }
        #board th a:hover { text-decoration: underline; color: var(--ember); }
        #board .rank { color: var(--soft); }
        #board .badge { font-size: 1.0625rem; }
        #board .badge.grade-none { font-size: 0.875rem; }
        .source, .problem {
          display: block; font-weight: 400; font-size: 0.8125rem; color: var(--soft);
        }
        .source { max-width: 34em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .problem { color: var(--c); }
        .stale .badge { opacity: 0.7; }
        .findings, .change { font-size: 0.875rem; }
        td.findings { color: var(--soft); }
        td.findings span { white-space: nowrap; margin-right: 5px; }
        td.change { color: var(--soft); }
        td.change .delta { display: block; white-space: nowrap; }
        .n-critical, .n-high { color: var(--f); font-weight: 650; }
        .n-medium { color: var(--c); }

        """

    // Below this width a row is a small card, because seven columns would need a scroll bar.
    private static let narrow = """
        @media (min-width: 761px) {
          #board { table-layout: fixed; }
          #board th:nth-child(1) { width: 5.6em; }
          #board th:nth-child(3), #board th:nth-child(4) { width: 7em; }
          #board th:nth-child(5) { width: 5.4em; }
          #board th:nth-child(6) { width: 9.5em; }
          #board th:nth-child(7) { width: 10.5em; }
          #board tbody th { min-width: 0; max-width: none; }
        }
        @media (max-width: 760px) {
          #board, #board tbody { display: block; }
          #board thead {
            position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
          }
          #board tbody tr {
            display: grid; grid-template-columns: 2.4em 1fr 1fr; gap: 2px 10px; padding: 12px 16px;
          }
          #board tbody td:nth-child(n), #board tbody th { padding: 0; min-width: 0; max-width: none; }
          #board tbody th { grid-column: 2 / -1; grid-row: 1; }
          #board td.rank { grid-column: 1; grid-row: 1; }
          #board td.quality { grid-column: 2; grid-row: 2; }
          #board td.security { grid-column: 3; grid-row: 2; }
          #board td.tools { grid-column: 2; grid-row: 3; }
          #board td.change { grid-column: 3; grid-row: 3; }
          #board td.findings { grid-column: 2 / -1; grid-row: 4; }
          #board td.quality::before { content: "Quality "; }
          #board td.security::before { content: "Security "; }
          #board td.tools::before { content: "Tools "; }
          #board td::before, #board td.tools { color: var(--soft); font-size: 0.875rem; }
          .source { max-width: 100%; }
        }

        """

    private static let history = """
        .chart { margin: 0; padding: 20px 22px 8px; }
        .plot { position: relative; padding-left: 2.6em; }
        .plot > span {
          position: absolute; left: 0; width: 2.2em; text-align: right; font-size: 0.75rem;
          line-height: 1; color: var(--soft); transform: translateY(-50%);
        }
        .plot .top { top: 0; }
        .plot .middle { top: 50%; }
        .plot .bottom { top: 100%; }
        .plot svg { display: block; width: 100%; height: 150px; overflow: visible; }
        .plot path {
          fill: none; vector-effect: non-scaling-stroke; stroke-width: 2.5;
          stroke-linecap: round; stroke-linejoin: round;
        }
        .plot .grid { stroke: var(--line); stroke-width: 1; }
        .plot .border { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 3 3; }
        .plot .quality { stroke: var(--ember); }
        .plot .security { stroke: var(--soft); stroke-dasharray: 1 6; stroke-width: 3; }
        .chart figcaption { padding: 10px 0 0 2.6em; }
        .chart figcaption div { display: flex; flex-wrap: wrap; gap: 2px 18px; }
        .chart .ends { justify-content: space-between; }
        .key::before {
          content: ""; display: inline-block; width: 20px; border-top: 3px solid var(--ember);
          margin-right: 6px; vertical-align: middle;
        }
        .key.security::before { border-top: 3px dotted var(--soft); }
        .key.border::before { border-top: 2px dashed var(--soft); }
        .days { margin: 0; border-top: 1px solid var(--line); }
        .history tbody th { min-width: 7em; white-space: nowrap; }
        .history td.note { min-width: 12em; white-space: normal; }

        """
}
