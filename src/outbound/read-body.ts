import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { OutboundError } from './outbound-error.ts';

const DECODERS: Readonly<
  Record<string, typeof createGunzip | typeof createInflate | typeof createBrotliDecompress>
> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * The whole body, decompressed. Ends with OutboundError `too-large` as soon as more than `maxBytes` came over the wire
 * or out of the decompression: an endless answer or a bomb costs no more memory than that.
 */
export async function readBody(
  response: IncomingMessage,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): Promise<Buffer> {
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw new OutboundError('too-large');
  const chunks: Buffer[] = [];
  const keep = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of limited(source, maxBytes)) chunks.push(chunk);
  };
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') {
    await pipeline(response, keep, { signal });
    return Buffer.concat(chunks);
  }
  const decoder = DECODERS[encoding];
  if (!decoder) throw new OutboundError('wrong-type');
  const wire = Readable.from(limited(response as AsyncIterable<Buffer>, maxBytes));
  await pipeline(wire, decoder(), keep, { signal });
  return Buffer.concat(chunks);
}

async function* limited(source: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new OutboundError('too-large');
    yield chunk;
  }
}
