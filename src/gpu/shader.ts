/**
 * From WGSL text to a pipeline: the generated loss is spliced into a hand-written kernel at its marked line, and
 * whatever the compiler says is reported in the loss's own line numbers.
 */
import type { DeviceContext } from './context';
import { ShaderError, type ShaderMessage } from './errors';
import { withPatience } from './patience';

const marker = '//#loss';

// Drivers inline every call, and some take minutes over long straight-line code.
const compilePatienceMs = 15_000;

/** A kernel's text with the loss in place. */
export interface SplicedKernel {
  readonly code: string;
  /** lines before the loss's first one */
  readonly preludeLines: number;
}

/**
 * Puts the generated loss at the kernel's marked line.
 * @throws Error when the kernel has no marked line (our mistake)
 */
export function spliceLoss(kernel: string, loss: string): SplicedKernel {
  const at = kernel.indexOf(marker);
  if (at < 0) throw new Error(`The kernel has no line '${marker}'`);
  const before = kernel.slice(0, at);
  return { code: before + loss + kernel.slice(at + marker.length), preludeLines: before.split('\n').length - 1 };
}

/** The compiler's messages, with line numbers counted in the spliced loss. */
async function compilerMessages(module: GPUShaderModule, preludeLines: number): Promise<ShaderMessage[]> {
  const info = await module.getCompilationInfo();
  return info.messages.map((message) => ({
    severity: message.type,
    text: message.message,
    line: message.lineNum - preludeLines,
    column: message.linePos,
  }));
}

/**
 * Compiles a kernel whose entry point is `main`.
 * @throws ShaderError with the compiler's messages, DeviceLostError
 */
export async function createPipeline(
  context: DeviceContext,
  label: string,
  kernel: SplicedKernel,
  layout: GPUPipelineLayout,
): Promise<GPUComputePipeline> {
  context.assertAlive();
  const { device } = context;
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label, code: kernel.code });
  const scope = device.popErrorScope();
  const messages = await compilerMessages(module, kernel.preludeLines);
  const refused = await scope;
  context.assertAlive();
  const first = messages.find((message) => message.severity === 'error');
  if (first) throw new ShaderError(label, `${first.text} (line ${first.line}:${first.column})`, messages);
  if (refused) throw new ShaderError(label, refused.message, messages);
  try {
    const pipeline = device.createComputePipelineAsync({ label, layout, compute: { module, entryPoint: 'main' } });
    return await withPatience(pipeline, compilePatienceMs, () => {
      return new ShaderError(label, `its compiler did not finish within ${compilePatienceMs / 1000} seconds`);
    });
  } catch (error) {
    if (error instanceof ShaderError) throw error;
    context.assertAlive();
    throw new ShaderError(label, error instanceof Error ? error.message : String(error), messages);
  }
}
