// The first screenful as large as this screen bears: on the server its height can only be reckoned. What does not fit
// is said: how many goals stand below.
let last = "";
export default function ({ parentElement, data }) {
  const place = parentElement.closest("[data-testid=stElementContainer]") ?? parentElement;
  place.style.display = "none";
  if (data.trial !== last) document.querySelector(".stMain")?.scrollTo(0, 0); // the next person begins at the top
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
    const top = page.getBoundingClientRect().top + (page.closest(".stMain")?.scrollTop ?? 0);
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
  const seen = () => document.querySelector("section.rv") !== fitted && fit();
  const observer = new MutationObserver(seen);
  observer.observe(document.querySelector(".stMain") ?? document.body, { childList: true, subtree: true });
  document.fonts.ready.then(fit);
  addEventListener("resize", fit);
  addEventListener("scroll", sayWhatIsBelow, true);
  return () => {
    observer.disconnect();
    removeEventListener("scroll", sayWhatIsBelow, true);
    removeEventListener("resize", fit);
  };
}
