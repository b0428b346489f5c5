// Filters the directory of groups, and keeps what is asked for in the address. Without it, all groups are shown.
(() => {
  const form = document.querySelector("[data-pk-filter]")
  const list = document.querySelector("[data-pk-groups]")
  const none = document.querySelector("[data-pk-none]")
  if (!form || !list) return
  const output = form.querySelector("output")
  const fields = [...form.querySelectorAll("select, [name=open]")]
  const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
  const cards = [...list.children].map(card => ({ card, words: plain(card.textContent) }))

  const value = field => field.type === "checkbox" ? field.checked ? field.value : "" : field.value
  const fits = (card, { name }, wanted) => !wanted || (card.dataset[name] || "").split("|").includes(wanted)

  const show = () => {
    const asked = plain(form.elements.find.value).split(/\s+/)
    const wanted = fields.map(field => [field, value(field)])
    let count = 0
    for (const { card, words } of cards) {
      const shown = wanted.every(([field, value]) => fits(card, field, value)) && asked.every(word => words.includes(word))
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
    soon = setTimeout(() => { show(); keep() }, 60)
  })
  form.addEventListener("submit", event => event.preventDefault())
  form.addEventListener("reset", () => setTimeout(() => { show(); keep() }))
  addEventListener("popstate", read)
  form.hidden = false
  read()
})()
