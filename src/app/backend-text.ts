import type { SessionInfo } from './protocol.ts';

/** What computes where, and why not on a GPU where it does not. */
export function backendText(session: Pick<SessionInfo, 'backend' | 'adapter' | 'wanted' | 'gpu' | 'shape'>): string {
  const adapter = session.adapter ?? 'unnamed adapter';
  if (session.backend === 'webgpu') return `GPU: ${adapter}`;
  if (session.backend === 'hybrid') return `Fields on GPU: ${adapter}, cells on CPU`;
  return `CPU backend: ${whyCpu(session)}`;
}

function whyCpu({ wanted, gpu, shape }: Pick<SessionInfo, 'wanted' | 'gpu' | 'shape'>): string {
  if (wanted === 'cpu') return 'as the address asks';
  if (gpu === 'none') return 'no WebGPU in this browser';
  if (gpu === 'software') return 'WebGPU here is software only';
  if (shape.mixing === 'dish') return 'a well-mixed dish has nothing for a GPU to do';
  return 'the GPU here cannot take this scene';
}
