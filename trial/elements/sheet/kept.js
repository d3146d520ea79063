// What a reload without a server opens the sheet from: one record a trial, as the server hands it over (offline.py).
// No name, number or date of birth is in it. It goes at sign-out, when somebody else records, and after idling.

const keptSheets = new Outbox("itb-kept");
const KEPT_TOUCHED = "itb-kept-touched"; // when somebody last touched a page of ours in this browser

const touchKept = () => localStorage.setItem(KEPT_TOUCHED, String(Date.now()));

/** Without a word to anybody: a browser that forbids it has kept nothing. */
const forgetKept = (records) => Promise.all(records.map((record) => keptSheets.remove(record))).catch(() => {});

/** Keep what the server allows of an open sheet, with what is needed to go on with it. */
async function keepSheet({ data: { trial, dose, recorder }, delivery }) {
  const answer = await delivery.ask(`kept?trial=${encodeURIComponent(trial)}&dose=${dose}`);
  const { standing, idle_minutes: idleMinutes } = answer;
  const order = Date.now();
  await keptSheets.put({ id: trial, order, trial, dose, recorder, skew: delivery.skew, idleMinutes, standing });
}

/** Drop what was kept for anybody but this recorder, and what idled; then somebody is here. */
async function keepOnlyOf(recorder) {
  const records = await openableSheets();
  await forgetKept(records.filter((record) => record.recorder !== recorder));
  touchKept();
}

/** What may be opened now, the latest first; nothing once nobody has touched a page for as long as the service allows. */
async function openableSheets() {
  const touched = Number(localStorage.getItem(KEPT_TOUCHED) ?? 0);
  const records = await keptSheets.all();
  const isIdle = ({ order, idleMinutes }) => Date.now() - Math.max(touched, order) > idleMinutes * 60000;
  await forgetKept(records.filter(isIdle));
  return records.filter((record) => !isIdle(record)).reverse();
}
