// SPDX-License-Identifier: Apache-2.0

/// What the page of a server and the charts add to the style sheet.
enum ServerStyle {
    /// The style sheet.
    static let sheet = detail + charts

    private static let detail = """
        .tiles {
          display: grid; gap: 12px; margin-top: 18px;
          grid-template-columns: repeat(auto-fit, minmax(140px, 1fr));
        }
        .tile { padding: 12px 16px; }
        .tile dt { color: var(--soft); font-size: 0.8125rem; font-weight: 600; }
        .tile b { display: block; font-size: 1.375rem; font-weight: 650; line-height: 1.3; }
        .tile .note { display: block; line-height: 1.35; }
        .tile.bad { border-color: var(--f); }
        .shares li { display: grid; grid-template-columns: 1fr auto; gap: 2px 16px; }
        .amount { text-align: right; white-space: nowrap; }
        .meter {
          grid-column: 1 / -1; display: block; width: 100%; height: 5px; border-radius: 3px;
          background: var(--track);
        }
        .meter rect { fill: var(--f); }
        details { margin-top: 14px; }
        summary { padding: 12px 20px; cursor: pointer; border-radius: 14px; }
        details > .panel { border: 0; border-top: 1px solid var(--line); box-shadow: none; }
        details > .scroll { max-height: 26em; overflow-y: auto; border-radius: 0 0 14px 14px; }

        """

    private static let charts = """
        .charts { display: grid; gap: 14px; }
        @media (min-width: 860px) {
          .charts { grid-template-columns: 1fr 1fr; }
          .chart:first-child { grid-column: 1 / -1; }
        }
        .chart {
          padding: 14px 20px 10px; min-width: 0; display: flex; flex-direction: column;
          justify-content: space-between;
        }
        .chart h3 span { color: var(--soft); font-weight: 400; }
        figcaption, .keys { display: flex; flex-wrap: wrap; gap: 2px 18px; }
        figcaption { justify-content: space-between; margin-bottom: 16px; }
        .keys { color: var(--soft); font-size: 0.8125rem; }
        .key::before {
          content: ""; display: inline-block; width: 14px; height: 10px; margin-right: 6px;
          border-radius: 2px;
        }
        .key.calls::before { background: var(--bar); }
        .key.errors::before { background: var(--f); }
        .key.rate::before, .key.latency::before, .key.threshold::before {
          height: 0; border-top: 3px solid var(--f); vertical-align: middle; border-radius: 0;
        }
        .key.latency::before { border-color: var(--ember); }
        .key.threshold::before { border-top: 2px dashed var(--soft); }
        .key.open::before { border: 1.5px dashed var(--soft); }
        .key.dotted::before {
          height: 0; border-top: 3px dotted var(--soft); vertical-align: middle;
        }
        .frame { display: grid; grid-template-columns: auto 1fr; gap: 0 8px; }
        .ticks {
          display: flex; flex-direction: column; justify-content: space-between; height: 150px;
          color: var(--soft); font-size: 0.75rem; line-height: 0; text-align: right;
          white-space: nowrap;
        }
        .plot { display: block; width: 100%; height: 150px; overflow: visible; }
        .times {
          grid-column: 2; display: block; width: 100%; height: 22px; overflow: visible;
          margin-top: 4px; fill: var(--soft); font-size: 0.75rem;
        }
        .chart:first-child .ticks, .chart:first-child .plot { height: 180px; }
        .spark, .plot { stroke-linecap: round; stroke-linejoin: round; }
        path { vector-effect: non-scaling-stroke; fill: none; stroke-width: 2; }
        path.calls { fill: var(--bar); }
        path.errors { fill: var(--f); }
        path.rate { stroke: var(--f); }
        path.latency { stroke: var(--ember); }
        path.threshold { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 5 4; }
        path.grid { stroke: var(--line); stroke-width: 1; }
        .spark path { stroke-width: 1.5; }
        path.calls.open {
          fill: color-mix(in srgb, var(--bar) 30%, transparent); stroke: var(--bar);
          stroke-width: 1; stroke-dasharray: 3 2;
        }
        path.errors.open { fill: color-mix(in srgb, var(--f) 60%, transparent); }
        path.rate.open, path.latency.open { stroke-dasharray: 1 4; }
        .pointers rect { fill: transparent; }
        .pointers rect:hover { fill: color-mix(in srgb, var(--ink) 8%, transparent); }

        """
}
