// Two soft notes for what was just done, made here: no file, no voice, and only after a tap.
const NOTES = { add: [523, 784], join: [587, 880], undo: [494, 370] };
const LOUD = 0.05;
const LONG_S = 0.14;

let speaker = null;

export function play(what) {
  const notes = NOTES[what];
  if (!notes || !window.AudioContext) return;
  speaker ||= new AudioContext();
  speaker.resume();
  notes.forEach((pitch, i) => {
    const from = speaker.currentTime + i * LONG_S * 0.6;
    const note = new OscillatorNode(speaker, { type: "sine", frequency: pitch });
    const volume = new GainNode(speaker, { gain: 0 });
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(LOUD, from + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + LONG_S);
    note.connect(volume).connect(speaker.destination);
    note.start(from);
    note.stop(from + LONG_S);
  });
}
