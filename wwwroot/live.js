// Keeps marked parts of a page without a circuit up to date while changes go on that it tells of. An element with data-follow names such a
// change, and data-said what the page says of it. When the registry has something else to say, the page is fetched again, and what is in
// elements with data-live is replaced by what is in theirs there: all words come from the server.
(() => {
  if (window.isLive) return;
  window.isLive = true;

  // Browsers hold few connections to a server open, in all tabs together. When one change is over the next one is followed.
  const most = 3;
  const pause = 1000;
  const longestWait = 60000;

  const sources = new Map();
  let wait = pause;
  let fetching = false;
  let again = false;

  const marks = () => [...document.querySelectorAll("[data-follow]")];
  const forget = (mark) => mark.removeAttribute("data-follow");

  function follow() {
    const wanted = document.hidden ? [] : [...new Set(marks().map((mark) => mark.dataset.follow))].slice(0, most);
    sources.forEach((source, id) => wanted.includes(id) || leave(id, source));
    wanted.forEach((id) => sources.has(id) || sources.set(id, open(id)));
  }

  function leave(id, source) {
    source.close();
    sources.delete(id);
  }

  // A lost connection is opened again by the browser, unless the answer was an error.
  function open(id) {
    const source = new EventSource(`changes/${encodeURIComponent(id)}/events`);
    source.onmessage = (event) => {
      wait = pause;
      if (marks().some((mark) => mark.dataset.follow === id && mark.dataset.said !== event.data)) refresh();
    };
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) return;
      leave(id, source);
      setTimeout(follow, (wait = Math.min(2 * wait, longestWait)));
    };
    return source;
  }

  async function refresh() {
    again = true;
    if (fetching) return;
    fetching = true;
    while (again && !document.hidden) {
      again = false;
      await look().catch(() => (again = true));
      await new Promise((resolve) => setTimeout(resolve, again ? (wait = Math.min(2 * wait, longestWait)) : pause));
    }
    fetching = false;
    follow();
  }

  async function look() {
    const answer = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store" });
    // Who is not let in any more is led elsewhere.
    if (answer.redirected) marks().forEach(forget);
    else if (answer.status >= 500) throw new Error(answer.statusText);
    else show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  }

  function show(fresh) {
    const newer = new Map([...fresh.querySelectorAll("[data-live]")].map((region) => [region.dataset.live, region]));
    document.querySelectorAll("[data-live]").forEach((region) => replace(region, newer.get(region.dataset.live)));
    marks().filter((mark) => !newer.has(mark.closest("[data-live]")?.dataset.live)).forEach(forget);
  }

  const links = (region) => [...region.querySelectorAll("a, button")];

  // Local times aside, which app.js writes.
  const words = (region) => {
    const copy = region.cloneNode(true);
    copy.querySelectorAll("time").forEach((time) => time.replaceChildren());
    return copy.innerHTML;
  };

  // Whoever has come by keyboard to something in it stays there.
  function replace(region, newer) {
    if (!newer || words(region) === words(newer)) return;
    const at = links(region).indexOf(document.activeElement);
    region.replaceChildren(...newer.childNodes);
    if (at < 0) return;
    const next = links(region)[at] ?? region;
    if (next === region) region.tabIndex = -1;
    next.focus({ preventScroll: true });
  }

  document.addEventListener("visibilitychange", follow);
  addEventListener("pageshow", follow);
  addEventListener("pagehide", () => sources.forEach((source, id) => leave(id, source)));
  follow();
})();
