// SPDX-License-Identifier: Apache-2.0

/// The script of the board: searching, sorting and filtering rows that are already on the page.
enum BoardScript {
    /// The view stands behind `#`, as in `#q=git&sort=security&grade=A,B`, so that it can be linked.
    static let code = """
        (() => {
          "use strict";
          const byId = (id) => document.getElementById(id);
          const table = byId("board");
          const body = table.tBodies[0];
          const heads = [...table.tHead.rows[0].cells];
          const keys = heads.map((head) => head.dataset.key);
          const buttons = [...document.querySelectorAll("#controls button")];
          const rising = new Set(["rank", "name"]);
          const rows = [...body.rows].map((row, place) => ({
            row, place,
            text: row.cells[1].textContent.toLowerCase(),
            quality: row.dataset.q, security: row.dataset.s,
            values: [...row.cells].map((cell, column) =>
              keys[column] === "name" ? cell.firstElementChild.textContent.toLowerCase()
                : "v" in cell.dataset ? Number(cell.dataset.v) : null),
          }));

          function read() {
            const view = new URLSearchParams(location.hash.slice(1));
            const letters = (key) => new Set((view.get(key) || "").split(",").filter(Boolean));
            const sort = keys.includes(view.get("sort")) ? view.get("sort") : "rank";
            const down = view.has("dir") ? view.get("dir") === "desc" : !rising.has(sort);
            return {
              q: view.get("q") || "", sort, down,
              quality: letters("grade"), security: letters("security"),
            };
          }

          function write(state) {
            const view = new URLSearchParams();
            if (state.q) view.set("q", state.q);
            if (state.sort !== "rank") view.set("sort", state.sort);
            if (state.down === rising.has(state.sort)) view.set("dir", state.down ? "desc" : "asc");
            if (state.quality.size) view.set("grade", [...state.quality].join(","));
            if (state.security.size) view.set("security", [...state.security].join(","));
            const hash = view.toString().replaceAll("%2C", ",");
            history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
          }

          function compare(column, down) {
            return (a, b) => {
              const [x, y] = [a.values[column], b.values[column]];
              if (x === y) return a.place - b.place;
              // What has no value stands last in either direction.
              if (x === null) return 1;
              if (y === null) return -1;
              return (x < y) === down ? 1 : -1;
            };
          }

          let state;
          function show() {
            const words = state.q.toLowerCase().split(/\\s+/).filter(Boolean);
            let count = 0;
            for (const item of rows) {
              const fits = words.every((word) => item.text.includes(word))
                && (!state.quality.size || state.quality.has(item.quality))
                && (!state.security.size || state.security.has(item.security));
              item.row.hidden = !fits;
              if (fits) count += 1;
            }
            const column = keys.indexOf(state.sort);
            const sorted = [...rows].sort(compare(column, state.down));
            body.append(...sorted.map((item) => item.row));
            heads.forEach((head, place) => {
              if (place === column) {
                head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
              } else {
                head.removeAttribute("aria-sort");
              }
            });
            for (const button of buttons) {
              const isOn = state[button.dataset.key].has(button.dataset.letter);
              button.setAttribute("aria-pressed", String(isOn));
            }
            if (byId("search").value !== state.q) byId("search").value = state.q;
            byId("order").value = state.sort;
            byId("shown").textContent = count === rows.length ? rows.length + " servers"
              : count + " of " + rows.length + " servers";
            byId("nothing").hidden = count > 0;
          }

          function change(parts) {
            state = { ...state, ...parts };
            write(state);
            show();
          }

          heads.forEach((head, place) => {
            const button = document.createElement("button");
            button.type = "button";
            button.textContent = head.textContent;
            button.addEventListener("click", () => {
              const key = keys[place];
              change({ sort: key, down: state.sort === key ? !state.down : !rising.has(key) });
            });
            head.replaceChildren(button);
          });
          for (const button of buttons) {
            button.addEventListener("click", () => {
              const letters = new Set(state[button.dataset.key]);
              if (!letters.delete(button.dataset.letter)) letters.add(button.dataset.letter);
              change({ [button.dataset.key]: letters });
            });
          }
          byId("search").addEventListener("input", (event) => change({ q: event.target.value }));
          byId("order").addEventListener("change", (event) => {
            change({ sort: event.target.value, down: !rising.has(event.target.value) });
          });
          addEventListener("hashchange", () => { state = read(); show(); });
          byId("controls").hidden = false;
          state = read();
          show();
        })();

        """
}
