// Hiding the map behind a calm picture, over a reload and a restart too.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Icon } from "./icons.jsx";
import { hush } from "./speak.jsx";
import { say } from "./text.js";
import { focusSoon } from "./use_focus.js";

const KEY = "pm-calm"; // in this tab, while it is hidden and the drawing goes on; nothing else of the board is ever stored

function stored(how, ...value) {
  try {
    return sessionStorage[`${how}Item`](KEY, ...value);
  } catch {
    return null; // a browser that stores nothing: hidden until a reload
  }
}

/** A number that tells this drawing from the next in the same tab, and nothing about it. */
const markOf = (room) => String([...String(room)].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 9973, 7));

const hidesInSight = () => [...document.querySelectorAll("[data-hide], .pm-hide")].filter((el) => el.checkVisibility({ visibilityProperty: true }));

/**
 * Whether the map is hidden: {hidden, hide, show}; `room` names the drawing once it is known, `root` holds the board.
 * A button of the page hides it too: [data-hide].
 */
export function useCover(room, root) {
  const [hidden, setHidden] = useState(() => stored("get") !== null);
  const had = useRef(null); // the focus, when it was hidden
  const hide = useCallback(() => {
    had.current = document.activeElement;
    setHidden(true);
  }, []);
  const show = useCallback(() => {
    stored("remove");
    setHidden(false);
  }, []);
  useLayoutEffect(() => {
    if (!room || !hidden) return;
    const kept = stored("get");
    if (kept === null) stored("set", markOf(room));
    else if (kept !== markOf(room)) show(); // another drawing was hidden
  }, [room, hidden]);
  const was = useRef(hidden);
  useEffect(() => {
    // The dialog gave the focus back, unless what had it lay under it, went meanwhile, or the page was loaded with the map hidden.
    const [again, board] = [was.current && !hidden, root.current];
    was.current = hidden;
    return again ? focusSoon(() => [had.current, ...hidesInSight(), board.querySelector(".pm-ground")]) : undefined;
  }, [hidden]);
  useEffect(() => {
    const press = (e) => e.target.closest?.("[data-hide]") && hide();
    document.addEventListener("click", press);
    return () => {
      document.removeEventListener("click", press);
      stored("remove");
    };
  }, []);
  return { hidden, hide, show };
}

/** A calm picture that says nothing, not even aloud or in the window's title, until it is tapped away: over the whole page, out of reach meanwhile. */
export function Cover({ words, onShow }) {
  const cover = useRef(null);
  useLayoutEffect(() => {
    hush(); // a voice would go on telling it to whoever came in
    const title = document.title;
    document.title = say(words, "cover_label");
    cover.current.showModal();
    return () => { document.title = title; };
  }, []);
  const shown = () => {
    cover.current.close(); // gives the focus back to what had it
    onShow();
  };
  return (
    <dialog ref={cover} className="pm-cover" aria-label={say(words, "cover_label")} onClose={onShow}>
      <svg viewBox="0 0 1200 800" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
        <rect width="1200" height="800" fill="#DCECF2" />
        <circle cx="880" cy="210" r="78" fill="#F9E3AE" />
        <path d="M0 470C180 380 330 400 520 470S900 540 1200 410V800H0Z" fill="#BFD9CF" />
        <path d="M0 580C240 480 420 520 640 590S1010 620 1200 540V800H0Z" fill="#9CC4B2" />
        <path d="M0 690C260 610 520 650 760 700S1080 700 1200 660V800H0Z" fill="#7BAF9A" />
      </svg>
      <button type="button" className="pm-finish" onClick={shown}><Icon name="show" size={22} />{say(words, "show_again")}</button>
    </dialog>
  );
}
