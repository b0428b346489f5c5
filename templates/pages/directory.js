// Filters the directory of groups, and keeps what is asked for in the address. Without it, all groups are shown.
(() => {
  const form = document.querySelector("[data-pk-filter]")
  const list = document.querySelector("[data-pk-groups]")
  const none = document.querySelector("[data-pk-none]")
  if (!form || !list) return
  const output = form.querySelector("output")
  const fields = [...form.querySelectorAll("select, [name=open]")]
  const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
  const cards = [...list.children].map(card => {
    const link = card.querySelector("a")
    return { card, link, home: link.getAttribute("href"), words: plain(card.textContent) }
  })

  const value = field => field.type === "checkbox" ? field.checked ? field.value : "" : field.value
  const fits = (card, { name }, wanted) => !wanted || (card.dataset[name] || "").split("|").includes(wanted)

  // Words of the groups' public pages, in small files by how the words begin: each is asked for once, when it is needed.
  const files = new Map()
  const found = word => {
    const begins = [...word].slice(0, 2)
    if (begins.length < 2) return new Set()
    const name = begins.map(letter => letter.codePointAt(0).toString(16)).join("-")
    if (!files.has(name)) {
      files.set(name, {})
      fetch(new URL(`../search/groups/${name}.json`, location.href)).then(answer => answer.ok ? answer.json() : {}, () => ({}))
        .then(words => { files.set(name, words); show() })
    }
    const groups = Object.entries(files.get(name)).filter(([known]) => known.startsWith(word)).flatMap(([, groups]) => groups)
    return new Set(groups)
  }

  const show = () => {
    const asked = plain(form.elements.find.value).split(/[^\p{L}\p{N}]+/u).filter(word => word)
    const inside = asked.map(found)
    const wanted = fields.map(field => [field, value(field)])
    let count = 0
    for (const [number, { card, words, link, home }] of cards.entries()) {
      const deep = asked.some((word, at) => !words.includes(word) && inside[at].has(number))
      const shown = wanted.every(([field, value]) => fits(card, field, value))
        && asked.every((word, at) => words.includes(word) || inside[at].has(number))
      const to = deep ? `${home}?q=${encodeURIComponent(form.elements.find.value.trim())}` : home  // the group's own search goes on
      if (link.getAttribute("href") !== to) link.href = to
      if (card.hidden === shown) card.hidden = !shown
      count += shown ? 1 : 0
    }
    output.textContent = count === 1 ? output.dataset.pkOne : output.dataset.pkMany.replace("%", count)
    none.hidden = count > 0
    list.hidden = count === 0
  }

  const keep = () => {
    const query = new URLSearchParams()
    for (const field of [form.elements.find, ...fields]) if (value(field)) query.set(field.name, value(field))
    history.replaceState(null, "", query.size ? `?${query}` : location.pathname)
  }

  const read = () => {
    const query = new URLSearchParams(location.search)
    for (const field of [form.elements.find, ...fields]) {
      const given = query.get(field.name) || ""
      if (field.type === "checkbox") field.checked = given === field.value
      else if (field.tagName !== "SELECT" || [...field.options].some(option => option.value === given)) field.value = given
    }
    show()
  }

  let soon
  form.addEventListener("input", () => {
    clearTimeout(soon)
    soon = setTimeout(() => { show(); soon = setTimeout(keep, 200) }, 60) // a new address styles the page anew: what was asked for is seen first
  })
  form.addEventListener("submit", event => event.preventDefault())
  form.addEventListener("reset", () => setTimeout(() => { show(); keep() }))
  addEventListener("popstate", read)
  form.hidden = false
  read()
})()
