/** Where the page may not sound, nothing ever ends. */
const longestMs = 10_000

/** Two soft notes, drawn by the browser itself: no file is fetched. Nothing where the page may not sound yet. */
export const chime = (times: 1 | 2): void => {
  const audio = new AudioContext()
  const close = (): void => {
    if (audio.state !== 'closed') void audio.close()
  }
  const notes = [660, 880]
  const noteS = 0.18
  for (let round = 0; round < times; round += 1) {
    notes.forEach((frequency, index) => {
      const at = audio.currentTime + (round * (notes.length + 1) + index) * noteS
      const tone = audio.createOscillator()
      const loudness = audio.createGain()
      tone.frequency.value = frequency
      loudness.gain.setValueAtTime(0.0001, at)
      loudness.gain.exponentialRampToValueAtTime(0.2, at + 0.02)
      loudness.gain.exponentialRampToValueAtTime(0.0001, at + noteS)
      tone.connect(loudness).connect(audio.destination)
      tone.start(at)
      tone.stop(at + noteS)
      // A busy computer begins to play late: the last note ends the sound, not a clock.
      if (round === times - 1 && index === notes.length - 1) tone.onended = close
    })
  }
  setTimeout(close, longestMs)
}
