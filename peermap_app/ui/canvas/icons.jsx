// Our own line icons, 24 by 24; an icon library would weigh more than the canvas.
import { memo } from "react";

const PATHS = {
  person: "M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 21v-1a7.5 7.5 0 0 1 15 0v1",
  place: "M12 21.5s7-6.2 7-11.6A7 7 0 0 0 5 9.9c0 5.4 7 11.6 7 11.6ZM12 12.4a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2Z",
  join: "M5 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM19 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 12h8",
  draw: "m4 20 1-4.5L16.5 4a2.1 2.1 0 0 1 3 3L8.5 19 4 20ZM14 6.5l3.5 3.5",
  rub: "m9 20 -5-5a2 2 0 0 1 0-2.8l8-8a2 2 0 0 1 2.8 0l5 5a2 2 0 0 1 0 2.8L12 20H9ZM8 8.5l7.5 7.5M12 20h8",
  undo: "M8 5 4 9.5 8 14M4.5 9.5H14a5.5 5.5 0 0 1 0 11h-3",
  redo: "m16 5 4 4.5-4 4.5M19.5 9.5H10a5.5 5.5 0 0 0 0 11h3",
  list: "M8.5 6H20M8.5 12H20M8.5 18H20M4 6h.01M4 12h.01M4 18h.01",
  lock: "M6 11h12v9.5H6ZM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11",
  speak: "M4 9.5h3.5L12 5v14l-4.5-4.5H4ZM15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11",
  next: "m9 5 7 7-7 7",
  prev: "m15 5-7 7 7 7",
  heart: "M12 20.5S3.5 15.6 3.5 9.4A4.6 4.6 0 0 1 12 7a4.6 4.6 0 0 1 8.5 2.4c0 6.2-8.5 11.1-8.5 11.1Z",
  bin: "M4.5 6.5h15M9 6.5V4h6v2.5M6.5 6.5 7.3 21h9.4l.8-14.5",
  close: "m6 6 12 12M18 6 6 18",
  move: "M12 3v18M3 12h18M12 3 9 6M12 3l3 3M12 21l-3-3M12 21l3-3M3 12l3-3M3 12l3 3M21 12l-3-3M21 12l-3 3",
  closer: "M12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM2.5 12h5m0 0L5.5 9.5M7.5 12l-2 2.5M21.5 12h-5m0 0 2-2.5m-2 2.5 2 2.5",
  further: "M12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM7 12H2.5m0 0 2-2.5m-2 2.5 2 2.5M17 12h4.5m0 0-2-2.5m2 2.5-2 2.5",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  fit: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  hide: "M3 3l18 18M10 5.3A10 10 0 0 1 12 5c6 0 10 7 10 7a17 17 0 0 1-3 3.7M6.5 7.5C3.7 9.3 2 12 2 12s4 7 10 7a9.6 9.6 0 0 0 4.5-1.2",
  tick: "m4.5 12.5 5 5L20 7",
  good: "M12 21.5a9.5 9.5 0 1 0 0-19 9.5 9.5 0 0 0 0 19ZM8 14.2c1 1.5 2.4 2.3 4 2.3s3-.8 4-2.3M8.5 9.5h.01M15.5 9.5h.01",
  up_and_down: "M12 21.5a9.5 9.5 0 1 0 0-19 9.5 9.5 0 0 0 0 19ZM8.5 15.5h7M8.5 9.5h.01M15.5 9.5h.01",
  tricky: "M12 21.5a9.5 9.5 0 1 0 0-19 9.5 9.5 0 0 0 0 19ZM8 16.5c1-1.5 2.4-2.3 4-2.3s3 .8 4 2.3M8.5 9.5h.01M15.5 9.5h.01",
  home: "M3.5 11.5 12 4l8.5 7.5M6 9.5V20h12V9.5",
  school: "M2.5 9.5 12 5l9.5 4.5L12 14ZM6 11.5V17c3.5 2.6 8.5 2.6 12 0v-5.5",
  park: "M12 21v-8M12 15a5.5 5.5 0 1 0 0-11.5A5.5 5.5 0 0 0 12 15ZM7 21h10",
  shop: "M4 9.5 5.5 4h13L20 9.5M4 9.5h16M5.5 9.5V20h13V9.5M10 20v-5.5h4V20",
  bus: "M5 17.5V6c0-1.5 1-2.5 2.5-2.5h9C18 3.5 19 4.5 19 6v11.5ZM5 11.5h14M8 20.5v-3M16 20.5v-3M8 14.5h.01M16 14.5h.01",
  online: "M7.5 3h9v18h-9ZM11 18h2",
  club: "M4 20V9l8-5 8 5v11ZM9 20v-6h6v6M12 9.5h.01",
  skate: "M3 8.5c1 2 2 2.5 4 2.5h10c2 0 3-.5 4-2.5M7.5 17.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM16.5 17.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  other: "M12 4l2.4 5 5.6.7-4.1 3.8 1 5.5-4.9-2.7L7.1 19l1-5.5L4 9.7 9.6 9Z",
};

/** A decorative icon; the control around it carries the name. */
export const Icon = memo(function Icon({ name, size = 24, fill = false }) {
  return (
    <svg className="pm-sign" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false"
      fill={fill ? "currentColor" : "none"} stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round">
      <path d={PATHS[name] || PATHS.other} />
    </svg>
  );
});
