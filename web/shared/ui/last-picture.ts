/** Keeps the last picture of a `<video>` in the `<canvas>` before it, until the next stream has one of its own. */

export function keepLastPicture(video: HTMLVideoElement): void {
  const canvas = video.previousElementSibling;
  if (!(canvas instanceof HTMLCanvasElement) || video.videoWidth === 0) return;
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  video.addEventListener(
    "resize",
    () => {
      // Setting a size clears it.
      canvas.width = 0;
    },
    { once: true },
  );
}
