import { readdirSync, readFileSync } from 'node:fs';

const MS_PER_TICK = 10;

/** Pids of a process and all that descend from it. Linux only (/proc). */
export function treeOf(rootPid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(Number(name));
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [rootPid];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/** CPU time a tree has used so far, in ms (10 ms steps); processes that ended are counted by who waited for them. */
export function cpuMs(rootPid: number): number {
  let ticks = 0;
  for (const pid of treeOf(rootPid)) {
    const fields = statOf(pid);
    // utime, stime and, for the children that were waited for, cutime and cstime: fields 14 to 17 of proc(5).
    if (fields) ticks += [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
  }
  return ticks * MS_PER_TICK;
}

/** Memory of a tree in MiB, pages that processes share being divided among them (PSS). */
export function memoryMiB(rootPid: number): number {
  let kib = 0;
  for (const pid of treeOf(rootPid)) {
    try {
      kib += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      // It ended meanwhile.
    }
  }
  return kib / 1024;
}

function parentOf(pid: number): number | undefined {
  const parent = statOf(pid)?.[1];
  return parent === undefined ? undefined : Number(parent);
}

/** The fields of /proc/PID/stat after the command's name. */
function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
