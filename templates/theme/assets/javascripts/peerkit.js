// What the pages do beyond reading; without it they say the same, in the group's time zone.
(() => {
  const { lang } = document.documentElement

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
    for (const box of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset pre > code, .pk-scroll")) {
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
