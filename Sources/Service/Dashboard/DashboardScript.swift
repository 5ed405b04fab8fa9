// SPDX-License-Identifier: Apache-2.0

/// The script of the page: it puts newer numbers in the place of the older ones.
enum DashboardScript {
    /// Every 15 seconds, unless paused or out of sight.
    ///
    /// Focus, open details, the places that were
    /// scrolled to and what is selected stay as they are.
    static let code = """
        (() => {
          "use strict";
          const seconds = 15;
          const byId = (id) => document.getElementById(id);
          const main = byId("main");
          const button = byId("pause");
          let isPaused = false;
          let isBusy = false;
          let last = Date.now();

          // Pages of other servers follow what was chosen on this one.
          function memory(value) {
            try {
              if (value === undefined) return sessionStorage.getItem("smelt-paused");
              sessionStorage.setItem("smelt-paused", value);
            } catch { /* A browser may keep nothing. */ }
            return null;
          }

          function say(words, isLive) {
            byId("state").textContent = words;
            byId("state").className = isLive ? "is-live" : "";
          }

          function showState() {
            button.textContent = isPaused ? "Resume" : "Pause";
            if (isPaused) say("Paused", false);
            else say("Live, every " + seconds + " s", true);
          }

          // What an element is known by in the next page.
          function key(element) {
            const section = element.closest("section[id]");
            const own = element.id || element.getAttribute("href") || element.parentElement.id;
            return [section ? section.id : "", element.localName, own].join(" ");
          }

          function replace(next) {
            const active = document.activeElement;
            const wanted = main.contains(active) && active !== main ? key(active) : null;
            const [x, y] = [scrollX, scrollY];
            const scrolled = [...main.querySelectorAll(".scroll[id]")]
              .map((element) => [element.id, element.scrollLeft, element.scrollTop]);
            for (const details of main.querySelectorAll("details[id]")) {
              const other = next.querySelector("#" + CSS.escape(details.id));
              if (other) other.open = details.open;
            }
            main.replaceChildren(...next.childNodes);
            for (const [id, left, top] of scrolled) {
              const element = byId(id);
              if (element) [element.scrollLeft, element.scrollTop] = [left, top];
            }
            const focused = wanted && [...main.querySelectorAll("a, summary, [tabindex]")]
              .find((element) => key(element) === wanted);
            if (focused) focused.focus({ preventScroll: true });
            scrollTo({ left: x, top: y, behavior: "instant" });
          }

          const news = () => (byId("alerts") || { dataset: {} }).dataset.news || "";

          async function refresh() {
            const selection = getSelection();
            const isSelecting = !selection.isCollapsed && main.contains(selection.anchorNode);
            if (isPaused || isBusy || isSelecting || document.hidden) return;
            isBusy = true;
            try {
              const answer = await fetch(location.pathname + location.search, {
                cache: "no-store", signal: AbortSignal.timeout(10000),
              });
              if (!answer.ok) throw new Error("status " + answer.status);
              const page = new DOMParser().parseFromString(await answer.text(), "text/html");
              const next = page.getElementById("main");
              if (!next) throw new Error("another page");
              if (isPaused) return;
              const before = news();
              replace(next);
              if (news() !== before) byId("news").textContent = news();
              document.title = page.title;
              byId("made").replaceWith(page.getElementById("made"));
              last = Date.now();
              showState();
            } catch {
              const made = byId("made").textContent;
              if (!isPaused) say("No answer; as of " + made, false);
            } finally {
              isBusy = false;
            }
          }

          button.addEventListener("click", () => {
            isPaused = !isPaused;
            memory(isPaused ? "yes" : "no");
            showState();
            refresh();
          });
          document.addEventListener("visibilitychange", () => {
            if (Date.now() - last > seconds * 1000) refresh();
          });
          setInterval(refresh, seconds * 1000);
          isPaused = memory() === "yes";
          button.hidden = false;
          showState();
        })();

        """
}
