// Draws the app's PNG icons from website/static/icons/icon.svg. Run after changing the logo; the PNGs are checked in.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../website/static/icons');
const svg = await readFile(join(folder, 'icon.svg'), 'utf8');
// Maskable and Apple icons fill their square: the system cuts the corners.
const square = Buffer.from(svg.replace('rx="112" ', ''));

const draw = (source: Buffer, size: number, name: string) =>
  sharp(source, { density: 300 })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: true })
    .toFile(join(folder, name));

await draw(Buffer.from(svg), 192, 'icon-192.png');
await draw(Buffer.from(svg), 512, 'icon-512.png');
await draw(square, 512, 'icon-maskable-512.png');
await draw(square, 180, 'apple-touch-icon.png');
