// Before anybody is known: how many values this browser holds that the server has not taken. It says a number only.
// Stands alone: the page that asks for a sign-in has no other script.

/** The number of values in the outbox; 0 where there is none, which is then not made. */
const valuesWaiting = () =>
  new Promise((resolve) => {
    const opening = indexedDB.open("itb-outbox");
    opening.onupgradeneeded = () => opening.transaction?.abort();
    opening.onerror = () => resolve(0);
    opening.onsuccess = () => {
      const counting = opening.result.transaction("taps").objectStore("taps").count();
      counting.onsuccess = () => resolve(counting.result);
      counting.onerror = () => resolve(0);
      opening.result.close(); // once the count is there
    };
  });

const sayWaiting = async (place) => {
  const count = await valuesWaiting().catch(() => 0);
  const values = count === 1 ? "1 value waits" : `${count} values wait`;
  if (count) place.textContent = `${values} on this device. Nothing is lost: they go out when their recorder is back.`;
};

/** Signed out, nothing of a trial stays here but what waits. */
const forgetKeptSheets = () => {
  const opening = indexedDB.open("itb-kept");
  opening.onupgradeneeded = () => opening.transaction?.abort();
  opening.onsuccess = () => {
    opening.result.transaction("taps", "readwrite").objectStore("taps").clear();
    opening.result.close(); // once that is done
  };
};

const onItsPage = document.getElementById("itb-waiting");
if (onItsPage) {
  sayWaiting(onItsPage);
  forgetKeptSheets();
}

export default ({ parentElement }) => {
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  parentElement.replaceChildren(line);
  sayWaiting(line);
};
