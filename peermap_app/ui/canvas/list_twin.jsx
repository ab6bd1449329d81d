// The map as a list: everything that a finger can do on the board, by tap, keyboard or reader (WCAG 2.5.7, 2.1.1).
import { nearer } from "./geometry.js";
import { Icon } from "./icons.jsx";
import { ME } from "./model.js";
import { movePlaceOps } from "./ops.js";
import { describePerson, describePlace, nameOf, say } from "./text.js";

function Small({ icon, label, ...rest }) {
  return <button type="button" className="pm-round" aria-label={label} {...rest}><Icon name={icon} size={20} /></button>;
}

function Item({ id, title, detail, onOpen, children }) {
  return (
    <li data-item={id}>
      {onOpen
        ? <button type="button" className="pm-item" onClick={onOpen}><b>{title}</b>{detail && <span>{detail}</span>}</button>
        : <p className="pm-item"><b>{title}</b></p>}
      {children}
    </li>
  );
}

function Group({ title, empty, children }) {
  return (
    <section>
      <h3>{title}</h3>
      {children.length ? <ul>{children}</ul> : <p className="pm-ask">{empty}</p>}
    </section>
  );
}

export function ListTwin({ words, map, push, onOpen, act, onClose }) {
  const shift = (p, closer) => push([{ op: "move_person", id: p.id, ...nearer(p, closer), place: p.place }]);
  const people = [...map.people].sort((a, b) => Math.hypot(a.x, a.y) - Math.hypot(b.x, b.y));
  return (
    <aside className="pm-panel pm-twin" data-list aria-label={say(words, "list_title")} onKeyDown={(e) => e.key === "Escape" && onClose()}>
      <div className="pm-cardhead">
        <h2 tabIndex={-1}>{say(words, "list_title")}</h2>
        <button type="button" className="pm-round pm-close" aria-label={say(words, "close")} onClick={onClose}><Icon name="close" size={20} /></button>
      </div>
      <div className="pm-pair">
        <button type="button" className="pm-second" onClick={() => act("person")}>{say(words, "tool_person_label")}</button>
        <button type="button" className="pm-second" onClick={() => act("place")}>{say(words, "tool_place_label")}</button>
      </div>
      <Group title={say(words, "list_people")} empty={say(words, "list_no_people")}>
        {people.map((p) => {
          const who = nameOf(words, map, p.id);
          return (
            <Item key={p.id} id={p.id} title={who} detail={describePerson(words, map, p)} onOpen={() => onOpen(p.id)}>
              <Small icon="closer" label={say(words, "closer_who", { who })} onClick={() => shift(p, true)} />
              <Small icon="further" label={say(words, "further_who", { who })} onClick={() => shift(p, false)} />
              <Small icon="bin" label={say(words, "take_off_who", { who })} onClick={() => push([{ op: "remove_person", id: p.id }])} />
            </Item>
          );
        })}
      </Group>
      <Group title={say(words, "list_places")} empty={say(words, "list_no_places")}>
        {map.places.map((p) => (
          <Item key={p.id} id={p.id} title={p.label} onOpen={() => onOpen(p.id)}
            detail={describePlace(words, map, p)}>
            <Small icon="closer" label={say(words, "closer_who", { who: p.label })} onClick={() => push(movePlaceOps(map, p, nearer(p, true, 170)))} />
            <Small icon="further" label={say(words, "further_who", { who: p.label })} onClick={() => push(movePlaceOps(map, p, nearer(p, false, 170)))} />
            <Small icon="bin" label={say(words, "take_off_who", { who: p.label })} onClick={() => push([{ op: "remove_place", id: p.id }])} />
          </Item>
        ))}
      </Group>
      <Group title={say(words, "list_lines")} empty={say(words, "list_no_lines")}>
        {map.ties.map((t) => {
          const title = say(words, "tie_title", { a: nameOf(words, map, t.a === ME ? t.a : t.b === ME ? t.b : t.a), b: nameOf(words, map, t.a === ME ? t.b : t.b === ME ? t.a : t.b) });
          return (
            <Item key={t.id} id={t.id} title={title} detail={t.feeling && say(words, `feeling_${t.feeling}`)} onOpen={() => onOpen(t.id)}>
              <Small icon="bin" label={say(words, "take_off_who", { who: title })} onClick={() => push([{ op: "remove_tie", id: t.id }])} />
            </Item>
          );
        })}
      </Group>
      <Group title={say(words, "list_stickers")} empty={say(words, "list_no_stickers")}>
        {map.stickers.map((s) => {
          const title = say(words, `sticker_${s.picture}`);
          return (
            <Item key={s.id} id={s.id} title={title}>
              <Small icon="bin" label={say(words, "take_off_who", { who: title })} onClick={() => push([{ op: "remove_sticker", id: s.id }])} />
            </Item>
          );
        })}
      </Group>
      <Group title={say(words, "list_drawings")} empty={say(words, "list_no_drawings")}>
        {map.strokes.map((s, i) => {
          const title = say(words, "drawing_n", { n: i + 1, ink: say(words, `ink_${s.colour}`) });
          return (
            <Item key={s.id} id={s.id} title={title}>
              <Small icon="bin" label={say(words, "take_off_who", { who: title })} onClick={() => push([{ op: "remove_stroke", id: s.id }])} />
            </Item>
          );
        })}
      </Group>
    </aside>
  );
}
