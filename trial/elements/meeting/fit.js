// The first screenful as large as this screen bears: on the server its height can only be reckoned. What does not fit
// is said: how many goals stand below.
let last = "";
export default background(({ data, listen, observe }) => {
  if (data.trial !== last) document.querySelector(MAIN)?.scrollTo(0, 0); // the next person begins at the top
  last = data.trial;
  let fitted = null;
  const sayWhatIsBelow = () => {
    const page = document.querySelector("section.rv");
    const line = page?.querySelector(".more");
    if (!line) return;
    const edge = innerHeight - line.offsetHeight;
    const isBelow = (row) => row.getBoundingClientRect().bottom > edge;
    const below = [...page.querySelectorAll("table.g > tbody > tr")].filter(isBelow).length;
    const goals = below ? `${below} more ${below === 1 ? "goal" : "goals"} and at a glance: below` : "At a glance: below";
    const said = isBelow(page.querySelector("table.g > tfoot")) ? goals : "";
    if (line.textContent !== said) line.textContent = said;
    line.hidden = !said;
  };
  const fit = () => {
    const page = document.querySelector("section.rv");
    if (!page) return;
    fitted = page;
    if (innerWidth >= data.from_width) fill(page);
    sayWhatIsBelow();
  };
  const fill = (page) => {
    const top = page.getBoundingClientRect().top + (page.closest(MAIN)?.scrollTop ?? 0);
    const fits = (percent) => {
      page.style.setProperty("--k", percent / 100);
      return top + page.offsetHeight <= innerHeight;
    };
    let [low, high] = [data.smallest, 100];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (fits(middle)) low = middle;
      else high = middle - 1;
    }
    fits(low);
  };
  observe(() => document.querySelector("section.rv") !== fitted && fit());
  document.fonts.ready.then(fit);
  listen(window, "resize", fit);
  listen(window, "scroll", sayWhatIsBelow, true);
});
