// The sheet on the page that opens where the real one cannot be loaded (worker.js): it records into the outbox.
// It has no pass, so it delivers nothing: the real page does, which is opened again once the server answers.

const RESTS_FOR = 5000; // milliseconds without a touch, before the real page is opened again

class WithoutServer extends Delivery {
  isBack = false;

  async send() {}

  /** Whether the server and its database answer again. */
  async poll() {
    if (document.hidden) return;
    const answer = await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(8000) }).catch(() => null);
    this.isBack = !!answer?.ok;
    this.on.asked();
  }
}

class OfflineSheet extends Sheet {
  usedAt = Date.now();

  constructor() {
    super();
    this.delivery = new WithoutServer(this.delivery.on);
  }

  keep() {}

  deliveryState() {
    const waiting = this.delivery.undelivered().length;
    const open = link("Open the page again", () => location.reload());
    const [title, hint] = this.delivery.isBack
      ? ["the server is back.", ""]
      : ["working without the server.", "Carry on. Kept on this device."];
    const words = [h("b", {}, `${plural(waiting, "value")} waiting \u2013 ${title}`), h("span", {}, hint)];
    return [icon("wait"), ...words, this.delivery.isBack && open];
  }

  /** In place of what is next: the two identifiers that are missing here. */
  paintNext() {
    const name = "No name is kept on this device: make sure whose trial this is.";
    const then = "What you tap goes out when the server is back and the page opens again.";
    this.next.hidden = false;
    renew(this.next, [h("p", {}, h("b", {}, name), ` ${then}`)]);
  }

  injectionButton() {
    return null;
  }

  paintDelivery() {
    super.paintDelivery();
    this.status.classList.add("off");
    this.needServer.hidden = false;
  }

  tick() {
    super.tick();
    const isResting = Date.now() - this.usedAt > RESTS_FOR && !this.root.activeElement?.matches("input");
    if (this.delivery.isBack && isResting && !this.delivery.inState("storing").length) location.reload();
  }
}

/** When a sheet was kept, by the ward's clock. */
const keptAt = ({ order, skew, standing: { zone } }) =>
  new Date(order + skew).toLocaleTimeString("en-GB", { timeZone: zone, timeStyle: "short" });

/** Open a sheet that was kept. Python's texts are in it; who it is about is not. */
function openKept(place, record) {
  const { standing, trial, dose, recorder, skew } = record;
  const opened = new OfflineSheet();
  const use = () => {
    opened.usedAt = Date.now();
    touchKept();
  };
  for (const kind of ["pointerdown", "keydown"]) window.addEventListener(kind, use, true);
  opened.delivery.skew = skew;
  const data = { ...standing, trial, dose, recorder, token: "", at: Date.now() + skew };
  data.person = [...data.person, ["As it stood at", keptAt(record)]];
  place.replaceChildren();
  opened.take(place, data, () => {});
}

/** The trials to go on with; only the one in the address opens by itself. */
async function offline(place) {
  const records = await openableSheets().catch(() => []);
  const asked = new URLSearchParams(location.search).get("trial");
  const wanted = records.find(({ trial }) => trial === asked);
  if (wanted) {
    openKept(place, wanted);
    return;
  }
  const choose = (record) => {
    const title = `${record.trial}, dose ${record.dose}, as it stood at ${keptAt(record)}`;
    return h(
      "p",
      {},
      button(`Go on recording ${title}`, () => openKept(place, record)),
    );
  };
  const none =
    "Nothing of an open trial is kept on this device. Write down values with their times; what was tapped before waits here.";
  place.replaceChildren(
    h("h1", {}, "The server cannot be reached"),
    h(
      "p",
      {},
      records.length
        ? "These trials were open on this device. No name is kept on it: make sure whose they are."
        : none,
    ),
    ...records.map(choose),
    h(
      "p",
      {},
      button("Try again", () => location.reload()),
    ),
  );
}

const offlinePlace = document.getElementById("itb-offline");
if (offlinePlace) offline(offlinePlace);
