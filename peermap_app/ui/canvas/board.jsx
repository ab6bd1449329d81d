// The board: one map, drawn by two people on two devices. See docs/decisions/ for why it is our own.
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import "./board.css";
import { Cover, useCover } from "./cover.jsx";
import { PersonEntry, PlaceEntry } from "./entry.jsx";
import { Heard } from "./heard.jsx";
import { Icon } from "./icons.jsx";
import { useKeys } from "./keys.js";
import { ListTwin } from "./list_twin.jsx";
import { EMPTY } from "./model.js";
import { unjoined } from "./ops.js";
import { Panel } from "./panel.jsx";
import { PracticeTop } from "./practice_top.jsx";
import { Scene } from "./scene.jsx";
import { Speak } from "./speak.jsx";
import { Still } from "./still.jsx";
import { Top } from "./strip.jsx";
import { nameOf, say } from "./text.js";
import { Pens, Toolbar, Tray, Zoom } from "./toolbar.jsx";
import { useBoard } from "./use_board.js";
import { useEdges } from "./use_edges.js";
import { useDot } from "./use_dot.js";
import { useFocus } from "./use_focus.js";
import { useLeft } from "./use_left.js";
import { useStage } from "./use_stage.js";

const EMPTY_LIST = [];
const HANDLES = ["e", "s", "se"]; // the edges of a place that can be pulled
const STOPPED = ["join", "move", "matter"]; // half-way in something: a button says how to get out
const HINTED = { hand: "person", join: "join", move: "move", sticker: "other", matter: "heart", rub: "rub" }; // the picture of a tool's hint
const TRAYS = { draw: "pens", rub: "pens", sticker: "stickers" }; // what a tool lays on the board
const KINDS = ["people", "places", "ties", "stickers"]; // what has a card

export function Board(props) {
  return props.mode === "still" ? <Still {...props} /> : <Live {...props} names={props.names || EMPTY_LIST} />;
}

function hintOf(b, words) {
  if (b.tool === "join") return b.from ? say(words, "hint_join_second", { who: nameOf(words, b.map, b.from) }) : say(words, "hint_join");
  if (b.tool === "move" || (b.tool === "sticker" && b.stick)) return say(words, "hint_move");
  if (b.tool === "sticker") return say(words, "hint_sticker");
  if (b.tool === "matter") return say(words, "hint_matter");
  if (b.tool === "rub") return say(words, "hint_rub");
  if (b.invite) return say(words, "empty");
  return "";
}

/** Gives one element of the drawing a class, and takes it from any other. */
function mark(svg, name, id) {
  const el = id && svg.querySelector(`[data-id="${CSS.escape(id)}"]`);
  const set = (one, on) => {
    one.classList.toggle(name, on);
    if (name === "pm-selected" && one.getAttribute("role") === "button") one.setAttribute("aria-pressed", String(on));
  };
  for (const old of svg.querySelectorAll(`.${name}`)) if (old !== el) set(old, false);
  if (el) set(el, true);
}

/** Runs something once the next frame is on the screen: a tap is answered at once, its card follows. */
const afterPaint = (run) => requestAnimationFrame(() => setTimeout(run));

/** Shows on the drawing what is selected, who waits to be joined and who is joined to nobody; by hand, so that a tap renders a card and no map. */
function useMarks(svg, map, open, chosen, alone, shown) {
  useLayoutEffect(() => {
    mark(svg.current, "pm-selected", open);
    mark(svg.current, "pm-chosen", chosen);
    const ids = alone ? unjoined(map).map((p) => p.id) : [];
    for (const el of svg.current.querySelectorAll(".pm-person")) el.classList.toggle("pm-alone", ids.includes(el.dataset.id));
  }, [map, open, chosen, alone, shown]);
}

/** Where the first friend will stand, on an empty board: the one clear first move. */
const Invite = memo(function Invite({ x, y, words, act }) {
  const press = (e) => {
    if (e.key !== "Enter" && e.key !== " ") return;
    e.preventDefault();
    act("person");
  };
  return (
    <g className="pm-invite" role="button" tabIndex={0} aria-label={say(words, "tool_person_label")} onKeyDown={press} onClick={(e) => e.detail === 0 && act("person")}>
      <circle cx={x} cy={y} r={40} />
      <path d={`M${x - 14} ${y}h28M${x} ${y - 14}v28`} />
    </g>
  );
});

/** What the board says now: a sign, the words, a voice. Only a refusal is an alert: the rest is told by the live region, or by the page. */
function Told({ words, sign, text, refused }) {
  return (
    <div className={refused ? "pm-told pm-told-no" : "pm-told"} data-told>
      <Icon name={sign} size={22} /><span role={refused ? "alert" : undefined}>{text}</span><Speak words={words} text={text} />
    </div>
  );
}

/** `shown` is false while another screen lies before the board: it keeps its place and its undo, and draws nothing. */
function Live(props) {
  const { words, mode, online = true, shown = true, onFinished } = props;
  const b = useBoard(props);
  const { map } = b, root = useRef(null);
  const { hidden, hide, show } = useCover(props.snapshot?.room, root);
  const [finishing, setFinishing] = useState(false); // "I'm finished" waits until the server has all that was drawn
  const finish = useCallback(() => setFinishing(true), []);
  const ended = finishing && online && b.room.ready && !b.room.cut && !b.room.unsent;
  useEffect(() => {
    if (!ended) return;
    setFinishing(false);
    now.current.onFinished?.();
  }, [ended]);
  useEffect(() => setFinishing(false), [b.room.drawn]);
  const focusCard = useRef(false);
  const fromList = useRef(null); // the list was left for a card or an entry: "" or the id to come back to
  const refs = { ground: useRef(null), svg: useRef(null), live: useRef(null), rubber: useRef(null), handles: useRef(null), dot: useRef(null) };
  const now = useRef({});
  const handled = b.tool === "hand" && !b.entry ? map.places.find((p) => p.id === b.open) || null : null;
  now.current = {
    map, tool: b.tool, pen: b.pen, still: false, handled, onFinished, onTap: b.onTap, onInk: b.onInk, onMoved: (ops) => b.push(ops),
    onJoin: b.join, onLasso: b.lasso, onPoint: (p) => point(p),
  };
  const stage = useStage(refs, now);
  const point = useDot(props, b.room.ready, stage);
  b.stage.current = stage;
  useEdges(root);
  b.select.current = (id) => {
    fromList.current = null;
    mark(refs.svg.current, "pm-selected", id);
    afterPaint(() => b.setOpen(id));
  };
  // The first map that arrives is shown whole; later changes never move the view under a finger.
  useEffect(() => stage.settle(), [b.room.ready]);
  useLayoutEffect(() => {
    if (b.moved.current) stage.bring(b.moved.current);
    b.moved.current = null;
  }, [map]);
  const carded = KINDS.some((kind) => map[kind].some((one) => one.id === b.open)) ? b.open : null; // it may be off the map again
  useEffect(() => {
    if (carded) stage.show(carded);
    else stage.putBack();
    if (carded && !b.entry && focusCard.current) root.current.querySelector(".pm-panel h2")?.focus();
    focusCard.current = false;
    if (carded || !b.open || b.entry) return;
    if (fromList.current !== null) toList(); // what its card was about was taken off
  }, [carded, !b.entry]);
  useEffect(() => { // a card that unfolds takes more room: who it is about stays in sight
    const card = carded && root.current.querySelector(".pm-panel");
    if (!card) return undefined;
    const watch = new ResizeObserver(() => stage.show(carded));
    watch.observe(card);
    return () => watch.disconnect();
  }, [carded, !b.entry]);
  const tray = TRAYS[b.tool];
  useEffect(() => stage.makeRoom(!!tray), [tray]);
  // A worker who only watches has no finger on it: there all of what the other drew stays in sight. What they add
  // themselves moves nothing.
  useEffect(() => {
    if (mode === "worker" && !carded && b.theirs.current) b.theirs.current = !stage.watch();
  }, [map, carded]);
  useMarks(refs.svg, map, b.open, b.from, b.alone, shown);
  useLayoutEffect(() => stage.handles(handled), [handled]);
  useEffect(() => {
    if (!b.list) return;
    const back = fromList.current && root.current.querySelector(`[data-item="${CSS.escape(fromList.current)}"] .pm-item`);
    (back || root.current.querySelector(".pm-twin h2"))?.focus();
    fromList.current = null;
  }, [b.list]);
  useFocus(root, refs.ground);

  const toList = () => {
    b.setOpen(null);
    b.setList(true);
  };

  const closeCard = () => {
    b.taps.closed();
    if (fromList.current !== null) {
      fromList.current = b.open;
      return toList();
    }
    const el = root.current.querySelector(`.pm-svg [data-id="${CSS.escape(b.open || "")}"][tabindex]`);
    b.setOpen(null);
    return (el || root.current.querySelector(".pm-ground")).focus({ preventScroll: true });
  };
  const putAway = () => {
    const el = root.current.querySelector(`.pm-svg [data-id="${CSS.escape(b.open || "")}"][tabindex]`);
    const focused = root.current.querySelector(".pm-panel")?.contains(document.activeElement);
    fromList.current = null;
    b.taps.closed();
    b.setOpen(null);
    b.setList(false);
    if (focused) (el || refs.ground.current).focus({ preventScroll: true });
  };
  useLeft(!!b.open || b.list, putAway);
  const closeEntry = () => {
    b.setEntry(null);
    focusCard.current = !!carded; // a new word for what is open: back to its card
    if (!carded && fromList.current !== null) toList();
    else if (!carded) root.current.querySelector(`[data-tool="tool_${b.entry.kind}"]`)?.focus();
  };
  const keys = useKeys(b, root, focusCard, closeCard);
  const openFromList = (id) => {
    focusCard.current = true;
    fromList.current = id;
    b.setList(false);
    b.setOpen(id);
  };
  const actFromList = (name) => {
    b.act(name);
    fromList.current = "";
  };
  const act = useCallback((name) => { // a tool of the bar or of the line above: not from the list
    fromList.current = null;
    b.act(name);
  }, []);
  const done = (run) => (data) => {
    focusCard.current = true; // whoever types goes on in the card
    return run(data);
  };
  const onMove = () => {
    const el = root.current.querySelector(`.pm-svg [data-id="${CSS.escape(b.open)}"]`);
    fromList.current = null;
    b.setTool("move");
    b.setFrom(b.open);
    b.setOpen(null);
    el?.focus({ preventScroll: true }); // by arrow keys too
  };
  const rename = (kind) => b.setEntry({ kind, id: b.open });
  const was = b.entry?.id && (map.people.find((p) => p.id === b.entry.id) || map.places.find((p) => p.id === b.entry.id));
  const hint = hintOf(b, words);
  const apart = !online && !b.notice; // the connection is gone, and the map is not
  const ends = finishing && (online ? say(words, "sending") : say(words, "finish_waits"));
  const told = b.notice || ends || (apart && say(words, "not_connected")) || b.tip || hint;
  const through = b.tool === "matter" || (b.joined && !b.from); // nothing is half-way: the way out is no Cancel
  const sign = apart ? "lock" : (told === hint && HINTED[b.tool]) || "say";
  const entryProps = b.entry && { words, was, said: b.entry.said, start: b.entry.start, typed: b.typed, onClose: closeEntry };

  return (
    <div className="pm-board" data-mode={mode} data-tool={b.tool} data-ready={b.room.ready} ref={root} onKeyDown={keys.onAll} onClickCapture={b.taps.onClick}>
      <div className="pm-all" inert={hidden}>
        {mode === "practice" ? <PracticeTop words={words} onHide={hide} /> : <Top words={words} mode={mode} back={props.back} act={act} onHide={hide} onFinished={finish} />}
        <Toolbar words={words} tool={b.tool} entry={b.entry?.kind} list={b.list} canUndo={b.room.canUndo} canRedo={b.room.canRedo} act={act} />
        {tray === "pens" && <Pens words={words} tool={b.tool} pen={b.pen} setPen={b.setPen} act={b.act} />}
        {tray === "stickers" && <Tray words={words} pictures={props.pictures} stick={b.stick} onPick={b.pickSticker} />}
        <div ref={refs.ground} className="pm-ground" role="group" aria-label={say(words, "board_label")} tabIndex={-1} onKeyDown={keys.onBoard}
          onClick={(e) => e.detail === 0 && e.target.dataset?.id && keys.onBoard({ ...e, target: e.target, key: "Enter", preventDefault() {} })}>
          <svg ref={refs.svg} className="pm-svg">
            <Scene map={shown ? map : EMPTY} words={words} pictures={props.pictures} />
            {b.invite && <Invite x={b.invite.x} y={b.invite.y} words={words} act={act} />}
            <path ref={refs.live} className="pm-ink" />
            <path ref={refs.rubber} className="pm-rubber" />
          </svg>
          <div ref={refs.dot} className="pm-finger" aria-hidden="true" />
          <div ref={refs.handles} className="pm-handles" aria-hidden="true">{HANDLES.map((edge) => <i key={edge} data-handle={edge} />)}</div>
        </div>
        <Zoom words={words} stage={stage} />
        {b.entry?.kind === "person" && <PersonEntry key={b.entry.said} names={b.names} pictures={props.pictures} left={b.fits("people", 0)} onDone={done(b.donePerson)} {...entryProps} />}
        {b.entry?.kind === "place" && <PlaceEntry key={b.entry.said} onDone={done(b.donePlace)} {...entryProps} />}
        {b.open && !b.entry && (
          <Panel map={map} open={b.open} words={words} pictures={props.pictures} push={b.push} onClose={closeCard} onMove={onMove}
            onAnother={b.open === b.added ? () => b.act("person") : undefined} onAddPlace={() => b.act("place")}
            onRename={() => rename(map.places.some((p) => p.id === b.open) ? "place" : "person")} />
        )}
        {b.list && !b.open && !b.entry && (
          <ListTwin words={words} map={map} pictures={props.pictures} push={b.push} frame={stage.frame} onOpen={openFromList} act={actFromList}
            onClose={() => { b.setList(false); root.current.querySelector('[data-tool="tool_list"]')?.focus(); }} />
        )}
        {told && <Told words={words} sign={sign} text={told} refused={!!b.notice} />}
        {STOPPED.includes(b.tool) && !b.entry && <button type="button" className="pm-second pm-stop" onClick={b.stop}>
          <Icon name={through ? "tick" : "close"} size={20} /><span>{say(words, through ? "done" : "cancel")}</span>
        </button>}
        <Heard spoken={b.spoken} hint={ends || (b.notice ? "" : hint)} />
      </div>
      {hidden && <Cover words={words} onShow={show} />}
    </div>
  );
}
