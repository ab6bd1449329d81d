// The drawing itself. React renders it when the map changes; while a finger moves, gestures write attributes instead.
import { memo } from "react";
import { FEELING_INK, INKS, ME_R, RINGS, WHEN_INK, labelY, pebble, radiusOf, saidY, shapePath, tint } from "./geometry.js";
import { outline } from "./ink.js";
import { describePerson, describePlace, nameOf, say } from "./text.js";
import { wayOf } from "./ties.js";
import { labelSide, ringWord } from "./words_at.js";

// Nothing here has a transform of its own: each would be a chunk to paint apart, every frame. Only what is being dragged
// gets one, from use_stage.js.

// What stands still is looked at, not pressed: a picture with a name.
const STILL = { role: "img" };

const HEART = "m0 7s-8.5-4.5-8.5-10a4.6 4.6 0 0 1 8.5-2.2 4.6 4.6 0 0 1 8.5 2.2c0 5.5-8.5 10-8.5 10z";

const RINGS_DRAWN = <g className="pm-rings" aria-hidden="true">{RINGS.map((r) => <circle key={r} r={r} />)}</g>;

const RingWords = ({ map, words }) => (
  <g className="pm-rings" aria-hidden="true">
    {["ring_really_close", "ring_close"].map((name, i) => <text key={name} {...ringWord(map, RINGS[i], say(words, name))}>{say(words, name)}</text>)}
  </g>
);

// Inner drawings are nested <svg>s: they place a picture of 24 x 24 without a transform.
const Little = ({ d, x, y, side, fill }) => (
  <svg x={x - side / 2} y={y - side / 2} width={side} height={side} viewBox="0 0 24 24" aria-hidden="true"><path d={d} fill={fill} fillRule="evenodd" /></svg>
);

const SKIES = { day: ["sun"], night: ["moon"], both: ["sun", "moon"] };
const FACES = { good: "smile", up_and_down: "cloud", tricky: "sad" };

/** How it feels in a place and when they are there, as small pictures at its lower edge. */
function Said({ place, low, pictures }) {
  const all = [
    ...(place.feeling ? [[FACES[place.feeling], FEELING_INK[place.feeling]]] : []),
    ...(SKIES[place.when] || []).map((name) => [name, WHEN_INK]),
  ];
  const y = place.y + saidY(place, low);
  return all.map(([name, fill], i) => (
    <Little key={name} d={pictures[name]} x={place.x + (i - (all.length - 1) / 2) * 30} y={y} side={24} fill={fill} />
  ));
}

const Place = memo(function Place({ place, low, label, pictures, still }) {
  const c = tint(place.colour);
  return (
    <g className="pm-place" data-id={place.id} data-kind={place.kind}
      {...(still ? STILL : { tabIndex: 0, role: "button" })} aria-label={label}>
      <path d={pebble(place)} fill={c.soft} stroke={c.line} />
      <text x={place.x} y={place.y + labelY(place, low)} fill={c.text} aria-hidden="true">{place.label}</text>
      <Said place={place} low={low} pictures={pictures} />
    </g>
  );
});

const Tie = memo(function Tie({ tie, path }) {
  const feel = tie.feeling || "none";
  return <path className={`pm-tie pm-tie-${feel}`} data-id={tie.id} data-a={tie.a} data-b={tie.b}
    data-feeling={feel} d={path} />;
});

const Stroke = memo(function Stroke({ stroke }) {
  return <path className="pm-stroke" data-id={stroke.id} fill={INKS[stroke.colour] || INKS.ink} d={outline(stroke.points, stroke.size, false, stroke.press)} />;
});

const Ground = ({ shape, x, y, r, fill }) =>
  shape === "round" ? <circle cx={x} cy={y} r={r} fill={fill} /> : <path d={shapePath(shape, x, y, r)} fill={fill} />;

const Sticker = memo(function Sticker({ sticker, label, pictures, still }) {
  const { id, picture, x, y, size } = sticker;
  return (
    <g className="pm-sticker" data-id={id} aria-label={label} {...(still ? STILL : { tabIndex: 0, role: "button" })}>
      <rect x={x - size / 2} y={y - size / 2} width={size} height={size} fill="none" pointerEvents="all" />
      <Little d={pictures.paths[picture]} x={x} y={y} side={size} fill={pictures.stickers[picture]} />
    </g>
  );
});

const Person = memo(function Person({ person, name, label, pictures, still }) {
  const { x, y } = person, r = radiusOf(person), grown = person.kind === "grown_up";
  const nameless = !person.initials && !person.role;
  const wide = grown ? Math.max(66, nameless ? 0 : name.length * 9.2 + 20) : 0;
  const hx = x + (grown ? wide / 2 - 4 : r * 0.76), hy = y - (grown ? 28 : r * 0.72);
  return (
    <g className={grown ? "pm-person pm-grown" : "pm-person"} data-id={person.id} data-place={person.place || undefined}
      aria-label={label} {...(still ? STILL : { tabIndex: 0, role: "button", "aria-pressed": false })}>
      {grown
        ? <rect x={x - wide / 2} y={y - 28} width={wide} height={56} rx={15} />
        : <Ground shape={person.shape} x={x} y={y} r={r} fill={tint(person.colour).fill} />}
      {nameless
        ? <Little d={pictures[person.picture]} x={x} y={y} side={44} fill={INKS.ink} />
        : <text x={x} y={y} dy=".36em" className={grown ? "pm-role" : undefined} aria-hidden="true">{name}</text>}
      {person.picture && !nameless && (
        <g className="pm-badge-of"><circle cx={x - (hx - x)} cy={hy} r={16} /><Little d={pictures[person.picture]} x={x - (hx - x)} y={hy} side={20} fill={INKS.ink} /></g>
      )}
      {person.matters && <g className="pm-heart"><circle cx={hx} cy={hy} r={16} /><path d={`M${hx} ${hy}${HEART}`} /></g>}
    </g>
  );
});

const Strokes = memo(function Strokes({ strokes }) {
  return <g className="pm-strokes" aria-hidden="true">{strokes.map((s) => <Stroke key={s.id} stroke={s} />)}</g>;
});

/** All of a map. What is selected is marked by the board, on the elements themselves. */
export const Scene = memo(function Scene({ map, words, pictures, still = false }) {
  return (
    <>
      {RINGS_DRAWN}
      {map.places.map((p) => (
        <Place key={p.id} place={p} low={labelSide(map, p)} still={still} pictures={pictures.paths}
          label={[say(words, "place_named", { place: p.label }), describePlace(words, map, p)].filter(Boolean).join(". ")} />
      ))}
      <Strokes strokes={map.strokes} />
      <g className="pm-ties" aria-hidden="true">
        {map.ties.map((t) => {
          const way = wayOf(map, t);
          return way && <Tie key={t.id} tie={t} path={way.path} />;
        })}
      </g>
      <g className="pm-me" data-id="me"
        {...(still ? STILL : { tabIndex: 0, role: "button" })} aria-label={say(words, "me_label")}>
        <circle r={ME_R} /><text dy=".36em" aria-hidden="true">{say(words, "me")}</text>
      </g>
      {map.people.map((p) => {
        const name = nameOf(words, map, p.id);
        return <Person key={p.id} person={p} name={name} still={still} pictures={pictures.paths}
          label={`${name}. ${describePerson(words, map, p)}`} />;
      })}
      {map.stickers.map((s) => (
        <Sticker key={s.id} sticker={s} still={still} pictures={pictures} label={say(words, "sticker_named", { sticker: say(words, `sticker_${s.picture}`) })} />
      ))}
      {!still && <RingWords map={map} words={words} />}
    </>
  );
});
