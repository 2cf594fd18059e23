import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import express, { type Express } from 'express';
import request from 'supertest';
import { staticFiles } from '../../src/http/static-files.ts';

let root: string;
let app: Express;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pa-static-'));
  mkdirSync(join(root, 'build'));
  const css = 'body { color: teal }';
  writeFileSync(join(root, 'build/app-ABC.css'), css);
  writeFileSync(join(root, 'build/app-ABC.css.br'), brotliCompressSync(css));
  writeFileSync(join(root, 'build/app-ABC.css.gz'), gzipSync(css));
  writeFileSync(join(root, 'build/plain-ABC.js'), '1');
  writeFileSync(join(root, 'logo.svg'), '<svg/>');
  app = express().use('/static', staticFiles(root));
});
afterAll(() => rmSync(root, { recursive: true }));

const get = (path: string, coding: string) => request(app).get(path).set('Accept-Encoding', coding);

test.each([
  ['br, gzip', 'br'],
  ['gzip', 'gzip'],
  ['identity', undefined],
])('a browser that takes %s gets a built file as %s, for ever', async (accepted, sent) => {
  const response = await get('/static/build/app-ABC.css', accepted);
  expect(response.status).toBe(200);
  expect(response.headers['content-encoding']).toBe(sent);
  expect(response.text).toBe('body { color: teal }');
  expect(response.headers['content-type']).toBe('text/css; charset=utf-8');
  expect(response.headers['vary']).toBe('Accept-Encoding');
  expect(response.headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

test('what was not compressed goes out as it is', async () => {
  const response = await get('/static/build/plain-ABC.js', 'br');
  expect([response.status, response.headers['content-encoding'], response.text]).toEqual([
    200,
    undefined,
    '1',
  ]);
});

test('files that keep their name are asked for again after a month', async () => {
  expect((await get('/static/logo.svg', 'br')).headers['cache-control']).toBe('public, max-age=2592000');
});

test('nothing outside its folder, and no folder, is served', async () => {
  for (const path of [
    '/static/../package.json',
    '/static/build/..%2f..%2fx',
    '/static/build/',
    '/static/build/%00',
  ]) {
    expect((await get(path, 'br')).status).toBeGreaterThanOrEqual(400);
  }
});
