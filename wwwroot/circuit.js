// What a page does about its circuit: says when it is away, comes back by itself, and lets go of it while nobody looks.
(() => {
  const IdleAfter = 60000;
  const bar = document.getElementById("components-reconnect-modal");
  let idle;
  let paused = null;

  function tell(state) {
    const away = state !== "hide";
    document.documentElement.toggleAttribute("data-disconnected", away);
    const lost = away && !paused;
    if (lost && !bar.classList.contains("shown")) bar.querySelector("time").dateTime = new Date().toISOString();
    bar.classList.toggle("shown", lost);
  }

  // Reloading while the server is still away would replace the page by the browser's own error.
  async function reloadWhenServed() {
    for (;;) {
      try {
        if ((await fetch(location.href, { method: "GET", cache: "no-store" })).status < 500) return location.reload();
      } catch {
        // Not there yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }

  // What somebody has begun on the page would be gone with the circuit, and so it stays.
  function pause() {
    if (!window.Blazor?.pauseCircuit) return;
    if (document.querySelector("[data-disconnected], [data-in-use]")) return wait();

    // Blazor tells of it before it answers.
    paused = Promise.resolve(false);
    paused = Blazor.pauseCircuit().catch(() => false);
  }

  function wait() {
    idle = setTimeout(pause, IdleAfter);
  }

  async function resume() {
    if (!paused) return;
    const kept = await paused;
    paused = null;
    try {
      if (kept && (await Blazor.resumeCircuit())) return;
    } catch {
      // The server is away.
    }
    tell("show");
    reloadWhenServed();
  }

  function looked() {
    clearTimeout(idle);
    if (document.hidden) wait();
    else resume();
  }

  // A circuit that takes a page over begins with an empty head, and what it puts there comes later: until then the title stays as it was.
  const kept = document.createElement("title");
  function keepTitle() {
    const drawn = document.head.querySelector("title:not([data-kept])");
    if (drawn) {
      kept.remove();
      kept.textContent = drawn.textContent;
    } else if (!kept.isConnected) document.head.append(kept);
  }
  kept.dataset.kept = "";
  keepTitle();
  new MutationObserver(keepTitle).observe(document.head, { childList: true, subtree: true, characterData: true });

  bar.addEventListener("components-reconnect-state-changed", ({ detail: { state } }) => {
    tell(state);
    if (["failed", "rejected", "resume-failed"].includes(state)) reloadWhenServed();
  });
  document.addEventListener("visibilitychange", looked);
  if (document.hidden) wait();
})();
