// Lays the later photo over the earlier one; a slider moves the line between them. Without scripts both stand side by side.
const slider = document.querySelector<HTMLElement>('[data-compare-slider]');
const images = [...document.querySelectorAll<HTMLImageElement>('[data-compare] img')];
const canvas = slider?.querySelector('canvas');
const share = slider?.querySelector('input');
const [before, after] = images;

if (slider && canvas && share && before && after) {
  await Promise.all(images.map((image) => image.decode()));
  canvas.width = before.naturalWidth;
  canvas.height = before.naturalHeight;
  const draw = () => drawSplit(canvas, [before, after], Number(share.value) / 100);
  share.addEventListener('input', draw);
  slider.hidden = false;
  draw();
}

/** Left of the line the earlier photo, right of it the later one, scaled to cover the same frame. */
function drawSplit(
  target: HTMLCanvasElement,
  [left, right]: [HTMLImageElement, HTMLImageElement],
  at: number,
): void {
  const context = target.getContext('2d');
  if (!context) return;
  const { width, height } = target;
  const line = Math.round(width * at);
  drawCover(context, left, { width, height });
  context.save();
  context.beginPath();
  context.rect(line, 0, width - line, height);
  context.clip();
  drawCover(context, right, { width, height });
  context.restore();
  context.fillStyle = '#fff';
  context.fillRect(line - 2, 0, 4, height);
}

function drawCover(
  context: CanvasRenderingContext2D,
  image: HTMLImageElement,
  frame: { width: number; height: number },
): void {
  const scale = Math.max(frame.width / image.naturalWidth, frame.height / image.naturalHeight);
  const width = image.naturalWidth * scale;
  const height = image.naturalHeight * scale;
  context.drawImage(image, (frame.width - width) / 2, (frame.height - height) / 2, width, height);
}

export {};
