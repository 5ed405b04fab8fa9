// SPDX-License-Identifier: Apache-2.0

internal import Scoring

/// The style sheet of the page, in the colours of a report card.
enum DashboardStyle {
    /// Light and dark, from 320 pixels up.
    static let sheet = colors + type + layout + parts + servers + ServerStyle.sheet + narrow

    // The colours of a report card, and that of marks, whose contrast is at least 3 to 1.
    private static let colors =
        HTMLStyle.colors + """
            :root { --bar: #9c8671; }
            @media (prefers-color-scheme: dark) { :root { --bar: #8b7a6d; } }

            """

    private static let type = """
        * { box-sizing: border-box; }
        [hidden] { display: none !important; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body {
          margin: 0; background: var(--paper); color: var(--ink);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue",
            sans-serif;
          font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
        }
        h1, h2, h3, p, ul, dl, dd, figure { margin: 0; padding: 0; }
        ul { list-style: none; }
        h1, .brand {
          font-family: "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, serif;
          font-weight: 700; line-height: 1.15;
        }
        h1 { font-size: clamp(1.6rem, 4.5vw, 2.25rem); }
        h2 { font-size: 1.15rem; line-height: 1.3; }
        h3 { font-size: 0.9375rem; }
        code { font: 0.875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
        a { color: var(--ember); text-underline-offset: 0.15em; }
        :focus-visible { outline: 3px solid var(--ember); outline-offset: 2px; }
        main:focus { outline: none; }
        .note, .facts { color: var(--soft); }
        .note { font-size: 0.8125rem; }
        .bad > b, .bad .pair b, .bad b, td.bad, span.bad { color: var(--f); }
        .hidden-char {
          background: var(--mark); border-radius: 3px; padding: 0 0.15em;
          font: 0.85em ui-monospace, Menlo, Consolas, monospace;
        }
        .unseen {
          position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
        }
        .skip { position: absolute; left: 14px; top: -60px; }
        .skip:focus {
          top: 8px; z-index: 1; background: var(--panel); padding: 8px 14px; border-radius: 8px;
        }

        """

    private static let layout = """
        .bar, main, .page-footer {
          max-width: 1180px; margin: 0 auto; padding: 0 clamp(14px, 3vw, 32px);
        }
        .bar {
          display: flex; flex-wrap: wrap; gap: 8px 22px; align-items: center; padding-top: 18px;
        }
        .brand { color: var(--ember); font-size: 1.25rem; text-decoration: none; }
        .ranges {
          display: flex; border: 1px solid var(--line); border-radius: 10px; overflow: hidden;
          background: var(--panel);
        }
        .ranges a {
          padding: 5px 13px; color: var(--soft); text-decoration: none; font-weight: 550;
        }
        .ranges a + a { border-left: 1px solid var(--line); }
        .ranges a:hover { color: var(--ink); background: var(--glow); }
        .ranges a:focus-visible { outline-offset: -3px; }
        .ranges [aria-current] { background: var(--glow); color: var(--ember); }
        .live {
          margin-left: auto; display: flex; gap: 12px; align-items: center; color: var(--soft);
          font-size: 0.875rem;
        }
        .is-live::before {
          content: ""; display: inline-block; width: 8px; height: 8px; border-radius: 50%;
          background: var(--a); margin-right: 7px;
        }
        button {
          font: inherit; font-weight: 550; color: var(--ink); background: var(--panel);
          border: 1px solid var(--line); border-radius: 10px; padding: 4px 13px; cursor: pointer;
          min-width: 5.4em;
        }
        button:hover { background: var(--glow); }
        main { padding-top: clamp(20px, 4vw, 36px); }
        .head { margin-bottom: 18px; }
        .facts { display: flex; flex-wrap: wrap; gap: 2px 18px; margin-top: 4px; }
        .path { font-size: 0.875rem; margin-bottom: 6px; }
        section { margin-top: 30px; }
        .alerts + section, .calm + section { margin-top: 18px; }
        h2 + .panel, h2 + .charts { margin-top: 10px; }
        .columns { display: grid; gap: 0 24px; grid-template-columns: 1fr; align-items: start; }
        @media (min-width: 860px) {
          .columns { grid-template-columns: repeat(auto-fit, minmax(360px, 1fr)); }
        }
        .panel + .note { margin-top: 8px; }
        .panel {
          background: var(--panel); border: 1px solid var(--line); border-radius: 14px;
          box-shadow: 0 1px 2px rgb(60 30 10 / 5%), 0 6px 20px rgb(60 30 10 / 4%);
        }
        .padded { padding: 16px 20px; }
        .scroll { overflow-x: auto; }
        .page-footer {
          color: var(--soft); font-size: 0.8125rem; margin-top: 40px; padding-bottom: 32px;
        }

        """

    private static let parts = """
        .calm { color: var(--soft); }
        .calm::before { content: "\\2713"; color: var(--a); font-weight: 700; margin-right: 8px; }
        .alerts { border-color: var(--f); border-left-width: 6px; padding: 14px 20px; }
        .alerts h2 { color: var(--f); }
        .alerts li { padding-top: 8px; }
        .alerts li + li { border-top: 1px solid var(--line); margin-top: 8px; }
        .sentence { font-weight: 600; }
        .list li { padding: 10px 20px; }
        .list li + li { border-top: 1px solid var(--line); }
        .kind, .state, .flag {
          display: inline-block; border-radius: 99px; padding: 0 9px; font-size: 0.75rem;
          font-weight: 600; line-height: 1.6; margin: 0 4px 0 8px; white-space: nowrap;
          border: 1px solid var(--line); color: var(--soft);
        }
        .state { border-color: currentColor; }
        .state.good { color: var(--a); }
        .state.bad, .bad .flag { color: var(--f); border-color: currentColor; }
        .card { display: flex; flex-wrap: wrap; gap: 2px 18px; justify-content: space-between; }
        .marks { display: flex; gap: 18px; }
        .mark { white-space: nowrap; color: var(--soft); }
        .mark b { color: var(--grade); font-size: 1.0625rem; }
        .bullets { list-style: disc; padding-left: 2.4em; }
        .lines {
          margin-top: 10px; background: var(--track); border-radius: 8px; padding: 10px 14px;
        }
        .lines code { display: block; white-space: pre-wrap; }

        """

    private static let servers = """
        table { border-collapse: collapse; width: 100%; }
        th, td { padding: 8px 10px; text-align: right; white-space: nowrap; }
        th:first-child { text-align: left; padding-left: 20px; }
        td:last-child, th:last-child { padding-right: 20px; }
        thead th { color: var(--soft); font-size: 0.8125rem; font-weight: 600; }
        tbody tr { border-top: 1px solid var(--line); }
        tbody th { font-weight: 500; white-space: normal; min-width: 9em; }
        .servers tbody tr:hover { background: color-mix(in srgb, var(--glow) 45%, transparent); }
        .servers tbody th { font-weight: 600; }
        .servers th a { color: var(--ink); text-decoration: none; }
        .servers th a:hover { color: var(--ember); text-decoration: underline; }
        .pair { display: flex; gap: 12px; align-items: center; justify-content: end; }
        .pair p { line-height: 1.3; }
        .pair b { display: block; font-weight: 600; }
        .pair .note { font-size: 0.75rem; }
        .bad .pair .note, .tile.bad .note { color: var(--f); }
        .spark { display: block; flex: none; width: 116px; height: 34px; overflow: visible; }
        .p50, .p99 { color: var(--soft); }
        .servers thead th:nth-child(2), .servers thead th:nth-child(3),
        .servers thead th:nth-child(5) { padding-right: 138px; }
        @media (max-width: 1080px) {
          .spark { width: 84px; }
          .servers thead th:nth-child(2), .servers thead th:nth-child(3),
          .servers thead th:nth-child(5) { padding-right: 106px; }
          .servers th, .servers td { padding-left: 6px; }
        }

        """

    // Below this width a row is a small card, because six columns would need a scroll bar.
    private static let narrow = """
        @media (max-width: 900px) {
          .servers, .servers tbody { display: block; }
          .servers thead {
            position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
          }
          .servers tbody tr {
            display: grid; grid-template-columns: 1fr 1fr; gap: 8px 16px; padding: 14px 16px;
          }
          .servers tbody tr:first-child { border-top: 0; }
          .servers tbody th, .servers tbody td { padding: 0; text-align: left; min-width: 0; }
          .servers tbody th { grid-column: 1 / -1; }
          .servers .volume, .servers .failures, .servers .p95 { grid-column: 1 / -1; }
          .servers .p95 { order: 1; }
          .servers .p50, .servers .p99 { order: 2; }
          .p50::before, .p99::before { min-width: 2.6em; }
          .pair { justify-content: space-between; }
          .spark { width: 50%; height: 30px; }
          .pair p::before, .p50::before, .p99::before {
            display: inline-block; color: var(--soft); font-size: 0.8125rem; min-width: 5.8em;
          }
          .volume p::before { content: "Calls"; }
          .failures p::before { content: "Error rate"; }
          .p95 p::before { content: "p95"; }
          .p50::before { content: "p50"; }
          .p99::before { content: "p99"; }
          .pair b { display: inline; }
          .pair .note { display: block; }
          .live { margin-left: 0; }
          .tiles { grid-template-columns: 1fr 1fr; }
          .alerts, .list li, .padded, .chart { padding-left: 16px; padding-right: 16px; }
          th:first-child { padding-left: 16px; }
          .panel.scroll tbody th {
            position: sticky; left: 0; background: var(--panel); min-width: 10em; max-width: 10em;
          }
        }

        """
}
