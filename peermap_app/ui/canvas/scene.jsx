// The drawing itself. React renders it when the map changes; while a finger moves, gestures write attributes instead.
import { memo } from "react";
import { INKS, ME_R, RINGS, pebble, radiusOf, tiePath, tint, whereIs } from "./geometry.js";
import { outline } from "./ink.js";
import { describePerson, nameOf, say } from "./text.js";

const HEART = "M0 7S-8.5 2.5-8.5-3A4.6 4.6 0 0 1 0-5.2 4.6 4.6 0 0 1 8.5-3C8.5 2.5 0 7 0 7Z";

const Rings = memo(function Rings({ near, close }) {
  return (
    <g className="pm-rings" aria-hidden="true">
      {RINGS.map((r) => <circle key={r} r={r} />)}
      <text y={-RINGS[0] + 5}>{near}</text>
      <text y={-RINGS[1] + 5}>{close}</text>
    </g>
  );
});

const Place = memo(function Place({ place, low, selected, label, still }) {
  const c = tint(place.colour);
  return (
    <g className={selected ? "pm-place pm-selected" : "pm-place"} data-id={place.id} data-kind={place.kind}
      transform={`translate(${place.x} ${place.y})`} {...(still ? {} : { tabIndex: 0, role: "button" })} aria-label={label}>
      <path d={pebble(place)} fill={c.soft} stroke={c.line} />
      <text y={low ? place.h / 2 - Math.min(26, place.h * 0.18) : -place.h / 2 + Math.min(46, place.h * 0.32)} fill={c.text} aria-hidden="true">{place.label}</text>
    </g>
  );
});

const Tie = memo(function Tie({ tie, a, b, selected }) {
  const feel = tie.feeling || "none";
  return <path className={`pm-tie pm-${feel}${selected ? " pm-selected" : ""}`} data-id={tie.id} data-a={tie.a} data-b={tie.b}
    data-feeling={feel} d={tiePath(a, b)} />;
});

const Stroke = memo(function Stroke({ stroke }) {
  return <path className="pm-stroke" data-id={stroke.id} fill={INKS[stroke.colour] || INKS.ink} d={outline(stroke.points, stroke.size)} />;
});

const Person = memo(function Person({ person, selected, chosen, name, label, still }) {
  const r = radiusOf(person), grown = person.kind === "grown_up";
  const state = `pm-person${grown ? " pm-grown" : ""}${selected ? " pm-selected" : ""}${chosen ? " pm-chosen" : ""}`;
  const wide = grown ? Math.max(66, name.length * 9.2 + 20) : 0;
  return (
    <g className={state} data-id={person.id} data-place={person.place || undefined} aria-label={label}
      transform={`translate(${person.x} ${person.y})`} {...(still ? {} : { tabIndex: 0, role: "button", "aria-pressed": selected })}>
      {grown
        ? <rect x={-wide / 2} y={-28} width={wide} height={56} rx={15} />
        : <circle r={r} fill={tint(person.colour).fill} />}
      <text dy=".36em" className={grown ? "pm-role" : undefined} aria-hidden="true">{name}</text>
      {person.matters && (
        <g className="pm-heart" transform={grown ? `translate(${wide / 2 - 4} -28)` : `translate(${r * 0.76} ${-r * 0.72})`}>
          <circle r={16} /><path d={HEART} />
        </g>
      )}
    </g>
  );
});

const Strokes = memo(function Strokes({ strokes }) {
  return <g className="pm-strokes" aria-hidden="true">{strokes.map((s) => <Stroke key={s.id} stroke={s} />)}</g>;
});

/** Whether those in a place leave its lower edge free rather than its upper one: there its label goes. */
function sitsHigh(map, place) {
  const there = map.people.filter((p) => p.place === place.id);
  return there.length > 0 && there.reduce((sum, p) => sum + p.y - place.y, 0) / there.length < 4;
}

/** All of a map. `open` is the selected thing's id, `chosen` the first of two who are being joined. */
export const Scene = memo(function Scene({ map, words, open, chosen, still = false }) {
  return (
    <>
      <Rings near={say(words, "ring_really_close")} close={say(words, "ring_close")} />
      {map.places.map((p) => (
        <Place key={p.id} place={p} low={sitsHigh(map, p)} selected={open === p.id} still={still} label={say(words, "place_named", { place: p.label })} />
      ))}
      <Strokes strokes={map.strokes} />
      <g className="pm-ties" aria-hidden="true">
        {map.ties.map((t) => {
          const a = whereIs(map, t.a), b = whereIs(map, t.b);
          return a && b ? <Tie key={t.id} tie={t} a={a} b={b} selected={open === t.id} /> : null;
        })}
      </g>
      <g className={chosen === "me" ? "pm-me pm-chosen" : "pm-me"} data-id="me"
        {...(still ? {} : { tabIndex: 0, role: "button" })} aria-label={say(words, "me_label")}>
        <circle r={ME_R} /><text dy=".36em" aria-hidden="true">{say(words, "me")}</text>
      </g>
      {map.people.map((p) => {
        const name = nameOf(words, map, p.id);
        return <Person key={p.id} person={p} name={name} selected={open === p.id} chosen={chosen === p.id} still={still}
          label={`${name}. ${describePerson(words, map, p)}`} />;
      })}
    </>
  );
});
