/**
 * Getting a device. Every way of not getting one ends as data with a reason that a badge can show; the app then
 * works on the CPU in f64. An adapter serves one device only, so every call asks for a fresh one.
 */
import { DeviceContext } from './context';
import { GpuEngine } from './engine';
import { withPatience } from './patience';

/** Why there is no GPU. */
export type GpuAbsence = 'unsupported' | 'insecure' | 'no-adapter' | 'refused' | 'silent';

/** The GPU, or why there is none. */
export type GpuState =
  | { readonly ok: true; readonly engine: GpuEngine; readonly adapterName: string }
  | { readonly ok: false; readonly code: GpuAbsence; readonly reason: string };

const patienceMs = 10_000;

const reasons: Record<GpuAbsence, string> = {
  unsupported: 'this browser has no WebGPU',
  insecure: 'WebGPU needs a secure page: https, or localhost',
  'no-adapter': 'WebGPU is there, but it found no graphics adapter that it may use',
  refused: 'the graphics adapter refused a device',
  silent: `the graphics adapter did not answer within ${patienceMs / 1000} seconds`,
};

const absent = (code: GpuAbsence, detail?: string): GpuState => ({
  ok: false,
  code,
  reason: detail ? `${reasons[code]}: ${detail}` : reasons[code],
});

/**
 * Opens the GPU, in a page, a dedicated worker, or wherever a `GPU` object comes from.
 * @param gpu what `navigator.gpu` is here; pass one to use another implementation
 * @returns an engine, or the reason why there is none. Never throws
 */
export async function openGpu(gpu: GPU | undefined = globalThis.navigator?.gpu): Promise<GpuState> {
  if (!gpu) return absent(globalThis.isSecureContext === false ? 'insecure' : 'unsupported');
  let adapter: GPUAdapter | null;
  try {
    adapter = await answer(gpu.requestAdapter({ powerPreference: 'high-performance' }));
  } catch (error) {
    return failure(error, 'no-adapter');
  }
  if (!adapter) return absent('no-adapter');
  try {
    const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
    const device = await answer(
      adapter.requestDevice({ requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } }),
    );
    const adapterName = describeAdapter(adapter);
    return { ok: true, engine: new GpuEngine(new DeviceContext(device, adapterName)), adapterName };
  } catch (error) {
    return failure(error, 'refused');
  }
}

/** A short name for people: what the adapter calls itself, and that it is software where it is. */
export function describeAdapter(adapter: GPUAdapter): string {
  const { vendor, architecture, device, description } = adapter.info;
  const family = [vendor, architecture].filter(Boolean).join(' ');
  const name = description || device || family || 'unnamed adapter';
  const software =
    adapter.info.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe/i.test(`${name} ${family}`);
  return software ? `${name} (software)` : name;
}

class Silence extends Error {}

const answer = <T>(promise: Promise<T>): Promise<T> => withPatience(promise, patienceMs, () => new Silence());

function failure(error: unknown, code: GpuAbsence): GpuState {
  if (error instanceof Silence) return absent('silent');
  return absent(code, error instanceof Error ? error.message : String(error));
}
