"use strict";
// Everything works without this script; it says that work is done, prints, and copies.
(() => {
  const working = document.querySelector(".working");
  const begin = () => {
    working.classList.add("on");
    working.textContent = working.dataset.text;
  };
  const end = () => {
    working.classList.remove("on");
    working.textContent = "";
  };
  document.documentElement.classList.add("scripted");
  document.querySelectorAll("a[data-absolute]").forEach((link) => { link.textContent = link.href; });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (event.target.closest("[data-print]")) {
      window.print();
    } else if (link && link.dataset.copy && navigator.clipboard) {
      event.preventDefault();
      navigator.clipboard.writeText(link.href).then(
        () => { working.classList.add("said"); working.textContent = link.dataset.copy; setTimeout(() => { working.classList.remove("said"); end(); }, 4000); },
        () => { location.assign(link.href); });
    } else if (link && !link.hash && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      begin();
    }
  });
  document.addEventListener("submit", (event) => {
    if (event.target.hasAttribute("hx-get")) {
      return;
    }
    begin();
    // A second press would be a second grant.
    setTimeout(() => event.target.querySelectorAll("button").forEach((button) => { button.disabled = true; }), 0);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-submit-on-change]");
    if (form) {
      form.requestSubmit();
    }
  });
  // A page that comes back from the browser's memory is not at work.
  window.addEventListener("pageshow", () => {
    end();
    document.querySelectorAll("button:disabled").forEach((button) => { button.disabled = false; });
  });
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) =>
    document.addEventListener(name, (event) => {
      const target = event.detail.target || document.getElementById("results");
      const note = document.createElement("p");
      note.className = "banner bad";
      note.setAttribute("role", "alert");
      note.textContent = target.dataset.failed || "";
      target.replaceChildren(note);
    }));
  // A session that is over answers with the login page: show it whole.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.responseURL && new URL(event.detail.xhr.responseURL).pathname === "/login") {
      event.detail.shouldSwap = false;
      location.assign("/login?next=" + encodeURIComponent(location.pathname + location.search));
    }
  });
})();
