// What the pages do beyond reading; without it they say the same, in the group's time zone.
(() => {
  const { lang } = document.documentElement
  const { material } = document.currentScript.dataset

  // Material's own script: at once where there is room for what it does beside the text, and where the page holds something of it;
  // else when somebody opens the menu or the search, changes the colours or presses a key. What it would do first, the page has done.
  if (material) {
    const once = (kinds, handler) => {
      const first = event => {
        if (event.target.closest?.(".md-content :is(input, select, textarea)")) return // the page's own: Material does nothing with it
        for (const kind of kinds) removeEventListener(kind, first, true)
        handler(event)
      }
      for (const kind of kinds) addEventListener(kind, first, { capture: true, passive: true })
    }
    const start = () => {
      const script = document.createElement("script")
      script.src = material
      document.body.append(script)
      return script
    }
    if (matchMedia("(min-width: 76.25em)").matches || document.querySelector(".tabbed-set, .annotate, .mermaid, [data-md-component=consent]")) start()
    else {
      // Whoever touches the page may search it next: its files come one after the other else. None of them runs yet.
      once(["pointerdown", "scroll", "focusin"], () => {
        if (navigator.connection?.saveData || !document.querySelector("[data-md-component=search]")) return
        const { base, search } = JSON.parse(document.querySelector("#__config").textContent)
        for (const href of [material, search, `${base}/search/search_index.json`]) {
          document.head.append(Object.assign(document.createElement("link"), { rel: "prefetch", href }))
        }
      })
      once(["change", "keydown"], ({ type, target }) => {
        if (target.id === "__search") document.querySelector("[data-md-component=search-query]").focus() // telephones ask for it now
        const script = start()
        if (type === "change" && target.matches(".md-option")) script.onload = () => target.dispatchEvent(new Event("change"))
      })
    }
  }

  // A meeting's time in the reader's own zone, where its clock shows another: <time datetime="…" data-pk-for="Your time: %">
  // A browser that knows the zones loads them for the first of these, so each waits until there is nothing to do.
  const idle = self.requestIdleCallback || setTimeout
  for (const time of document.querySelectorAll("time[data-pk-for]")) {
    const at = new Date(time.dateTime)
    if (isNaN(at) || +at === +new Date(time.dateTime.slice(0, 16))) continue
    idle(() => {
      const when = at.toLocaleString(lang === "en" ? "en-GB" : lang || undefined, {
        weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short"
      })
      const own = document.createElement("span")
      own.className = "pk-own-time"
      own.textContent = time.dataset.pkFor.replace("%", when)
      time.after(own)
    })
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
