// What the pages do beyond reading; without it they say the same, in the group's time zone.
(() => {
  const { lang, classList } = document.documentElement
  const { material } = document.currentScript.dataset

  // Material's own script: at once where there is room for what it does beside the text, and where the page holds something of it;
  // else when somebody opens the menu or the search, changes the colours or presses a key. What it would do first is done here.
  if (material) {
    const start = ({ type, target } = {}) => {
      for (const kind of ["change", "keydown"]) removeEventListener(kind, start, true)
      const script = document.createElement("script")
      script.src = material
      if (type === "change" && target.matches(".md-option")) script.onload = () => target.dispatchEvent(new Event("change"))
      document.body.append(script)
      if (target?.id === "__search") document.querySelector("[data-md-component=search-query]").focus() // telephones ask for it now
    }
    const options = [...document.querySelectorAll(".md-option")]
    const { index } = __md_get("__palette") || { index: options.findIndex(o => matchMedia(o.dataset.mdColorMedia).matches) }
    const option = options[Math.max(0, Math.min(index, options.length - 1))]
    if (option) {
      for (const name of ["media", "scheme", "primary", "accent"]) {
        document.body.setAttribute(`data-md-color-${name}`, option.getAttribute(`data-md-color-${name}`))
      }
      option.checked = true
      for (const other of options) other.nextElementSibling.hidden = other !== option
    }
    if (matchMedia("(min-width: 76.25em)").matches || document.querySelector(".tabbed-set, .annotate, .mermaid, [data-md-component=consent]")) start()
    else {
      classList.replace("no-js", "js")
      for (const kind of ["change", "keydown"]) addEventListener(kind, start, true)
    }
  }

  // A meeting's time in the reader's own zone, where that is another: <time datetime="…" data-pk-for="Your time: %">
  for (const time of document.querySelectorAll("time[data-pk-for]")) {
    const at = new Date(time.dateTime)
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const wall = timeZone => at.toLocaleString("en-GB", { timeZone })
    try {
      if (isNaN(at) || wall(zone) === wall(time.dataset.pkZone)) continue
      const when = at.toLocaleString(lang === "en" ? "en-GB" : lang || undefined, {
        weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short"
      })
      const own = document.createElement("span")
      own.className = "pk-own-time"
      own.textContent = time.dataset.pkFor.replace("%", when)
      time.after(own)
    } catch { /* a zone that this browser does not know */ }
  }

  // Whoever scrolls by keyboard must be able to reach what scrolls.
  const reach = () => {
    for (const box of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset table:not([class]), .md-typeset pre > code, .pk-scroll")) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0
      else if (box.tabIndex === 0) box.removeAttribute("tabindex")
    }
  }
  addEventListener("load", reach)
  addEventListener("resize", reach)

  // On paper everything is open.
  const folded = new Set()
  addEventListener("beforeprint", () => {
    for (const box of document.querySelectorAll("details:not([open])")) {
      folded.add(box)
      box.open = true
    }
  })
  addEventListener("afterprint", () => {
    for (const box of folded) box.open = false
    folded.clear()
  })
})()
