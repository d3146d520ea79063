// The first screenful as large as this screen bears: on the server its height can only be reckoned.
let last = "";
export default function ({ parentElement, data }) {
  const place = parentElement.closest("[data-testid=stElementContainer]") ?? parentElement;
  place.style.display = "none";
  if (data.trial !== last) document.querySelector(".stMain")?.scrollTo(0, 0); // the next person begins at the top
  last = data.trial;
  let fitted = null;
  const fit = () => {
    const page = document.querySelector("section.rv");
    if (!page || innerWidth < data.from_width) return;
    fitted = page;
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
  return () => {
    observer.disconnect();
    removeEventListener("resize", fit);
  };
}
