const tones = [
  { hertz: 880, atS: 0 },
  { hertz: 660, atS: 0.18 },
] as const;
const toneS = 0.16;
const loudness = 0.2;

let context: AudioContext | null = null;

/** Two short tones. Browsers play nothing before the first click or key on the page. */
export async function chime(): Promise<void> {
  context ??= new AudioContext();
  await context.resume();
  for (const { hertz, atS } of tones) {
    const startS = context.currentTime + atS;
    const oscillator = new OscillatorNode(context, { frequency: hertz });
    const gain = new GainNode(context, { gain: 0 });
    // Without ramps a tone begins and ends with a click.
    gain.gain.linearRampToValueAtTime(loudness, startS + 0.01);
    gain.gain.linearRampToValueAtTime(0, startS + toneS);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(startS);
    oscillator.stop(startS + toneS);
  }
}
