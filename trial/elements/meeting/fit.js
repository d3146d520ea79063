// The first screenful as large as this screen bears: the browser alone knows what fits. Where not everything fits at a
// legible size, what can wait is left to the page below: quotations, then cautions from the last one on, then words of
// the table; never a goal's own words, what it cost or a picture.
const CAUTIONS = [6, 4, 2, 1, 0];
// Ever less: smaller letters and pictures; earlier doses by results and pictures alone.
const LEVELS = ["compact", "results"];
let last = "";
export default background(({ data, listen, observe }) => {
  if (data.trial !== last) document.querySelector(MAIN)?.scrollTo(0, 0); // the next person begins at the top
  last = data.trial;
  /** @type {any} */
  let page = null;
  const show = (items, most) =>
    items.forEach((item, place) => {
      item.hidden = place >= most;
    });
  const tellWhatIsBelow = () => {
    if (!page) return;
    const line = page.querySelector(".more");
    const rows = [...page.querySelectorAll(".goals > tbody > tr")];
    const below = rows.filter((row) => row.getBoundingClientRect().bottom > innerHeight - line.offsetHeight).length;
    line.querySelector("b").textContent = below;
    line.hidden = !below;
  };
  const fit = () => {
    page = document.querySelector(".brief.screen");
    if (page && innerWidth >= data.from_width) fill();
    tellWhatIsBelow();
  };
  const fill = () => {
    const [left, right] = page.querySelector(".columns").children;
    const all = (selector) => [...page.querySelectorAll(selector)];
    const [blocks, quotations, cautions] = [all(".movable"), all(".say"), all(".aside li")];
    const top = page.getBoundingClientRect().top + (page.closest(MAIN)?.scrollTop ?? 0);
    const fits = (percent) => {
      page.style.setProperty("--k", percent / 100);
      for (const block of blocks) block.remove();
      for (const block of blocks) {
        // into the column where it makes the page less high
        const [inLeft, inRight] = [left, right].map((column) => {
          column.append(block);
          return page.offsetHeight;
        });
        if (inLeft < inRight) left.append(block);
      }
      return top + page.offsetHeight <= innerHeight;
    };
    const layouts = [0, 1, 2].flatMap((tight) => [
      [tight, 2, cautions.length],
      [tight, 1, cautions.length],
      ...CAUTIONS.map((most) => [tight, 1, most]),
      [tight, 0, 0],
    ]);
    layouts.find(([tight, said, care]) => {
      for (const [place, level] of LEVELS.entries()) page.classList.toggle(level, tight > place);
      show(quotations, said);
      show(cautions, care);
      const isFilled = (block) =>
        block.matches(".decision") || block.querySelector("li:not([hidden]), .say:not([hidden])");
      for (const block of blocks) block.hidden = !isFilled(block);
      fits(data.smallest);
      const isCut = all(".cut").some((text) => text.scrollHeight > text.clientHeight + 2);
      page.classList.toggle("short", isCut || tight > 1 || quotations.length > said || cautions.length > care);
      return fits(data.smallest);
    });
    let size = data.smallest;
    for (const step of [64, 32, 16, 8, 4, 2, 1]) if (size + step <= 100 && fits(size + step)) size += step;
    fits(size);
  };
  observe(() => document.querySelector(".brief.screen") !== page && fit());
  document.fonts.ready.then(fit);
  listen(window, "resize", fit);
  listen(window, "scroll", tellWhatIsBelow, true);
});
