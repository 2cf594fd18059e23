const DECLARED = /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,40})/i;

/** The text of a page in the character set that its header, its byte order mark or its first lines name; else UTF-8. */
export function decodePage(body: Uint8Array, contentType: string): string {
  const named = /charset\s*=\s*"?([\w-]{2,40})/i.exec(contentType)?.[1] ?? markOf(body) ?? declaredIn(body);
  try {
    return new TextDecoder(named).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}

function markOf(body: Uint8Array): string | undefined {
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le';
  return body[0] === 0xfe && body[1] === 0xff ? 'utf-16be' : undefined;
}

function declaredIn(body: Uint8Array): string | undefined {
  return DECLARED.exec(Buffer.from(body.subarray(0, 2048)).toString('latin1'))?.[1];
}
