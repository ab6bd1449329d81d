// Alerts on this phone: what the browser says of itself, and turning them on and off. The browser asks its owner only when
// they tapped the button, never by itself.
import { useEffect, useRef, useState } from "react";
import { asked, can, shows } from "./asking.js";

/** The server's key as a browser takes it: base64 for addresses into bytes. */
function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

const manager = async () => (await navigator.serviceWorker.ready).pushManager;

async function post(path, fields) {
  const body = new URLSearchParams(fields);
  return fetch(path, { method: "POST", body, redirect: "manual", credentials: "same-origin" });
}

/** Subscribes anew, so that what lay there from before (somebody else's, another key) is over. */
async function turnOn(serverKey, whose) {
  const pushes = await manager();
  await (await pushes.getSubscription())?.unsubscribe();
  const made = await pushes.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(serverKey) });
  const answer = await post("/phone", { subscription: JSON.stringify(made), whose });
  if (answer.status !== 204) await made.unsubscribe();
  return answer;
}

async function turnOff(whose) {
  const answer = await post("/phone/end", { whose });
  if (answer.status === 204) await (await (await manager()).getSubscription())?.unsubscribe();
  return answer;
}

async function whyNot(answer, words) {
  if (answer.status === 401) return words.signed_out;
  const said = await answer.json().catch(() => ({}));
  return said.sentence ?? words.failed;
}

export function Push({ serverKey, here, ended, whose, words, onChanged }) {
  const [permission, setPermission] = useState(() => (can() ? Notification.permission : "none"));
  const [held, setHeld] = useState(true); // the browser has what the server believes it has
  const [problem, setProblem] = useState("");
  const [asking, setAsking] = useState(false);
  const busy = useRef(false);
  useEffect(() => {
    let stays = true;
    if (can() && here)
      manager()
        .then((pushes) => pushes.getSubscription())
        .then((found) => stays && setHeld(found !== null))
        .catch(() => undefined); // then it is as the server says
    return () => void (stays = false);
  }, [here]);
  // Two taps are one.
  const once = async (does) => {
    if (busy.current) return;
    busy.current = true;
    setProblem("");
    try {
      const answer = await does();
      if (answer && answer.status !== 204) setProblem(await whyNot(answer, words));
      else if (answer) {
        setHeld(true);
        onChanged();
      }
    } catch {
      setProblem(words.failed);
    } finally {
      setAsking(false);
      busy.current = false;
    }
  };
  const on = () =>
    once(async () => {
      setAsking(true);
      const said = await asked();
      setPermission(said);
      return said === "granted" ? turnOn(serverKey, whose) : null;
    });
  const shown = shows({ permission, here, held });
  if (shown === "ios")
    return (
      <>
        <p className="pm-strong">{words.ios}</p>
        <p>{words.ios_how}</p>
      </>
    );
  if (shown === "cannot") return <p>{words.cannot}</p>;
  if (shown === "blocked")
    return (
      <div role="status">
        <p className="pm-strong">{words.blocked}</p>
        <p>{words.blocked_how}</p>
      </div>
    );
  const works = shown === "on";
  return (
    <>
      <div role="status">
        <p className="pm-strong">{works ? words.on : words.off}</p>
        {!works && (ended || here) && <p>{ended || words.stopped}</p>}
        {asking && <p>{words.asking}</p>}
        {problem && <p className="pm-notice">{problem}</p>}
      </div>
      <p className="pm-muted">{words.why}</p>
      <button type="button" className="pm-button" onClick={works ? () => once(() => turnOff(whose)) : on}>
        {works ? words.turn_off : words.turn_on}
      </button>
    </>
  );
}
