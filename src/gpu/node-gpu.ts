/**
 * A GPU for tests in Node: Dawn through the `webgpu` package, on Chromium's software driver. Tests that need it are
 * skipped where that driver is not installed; the browser suite still covers them.
 */
import { existsSync } from 'node:fs';

const softwareDriver = '/usr/lib/chromium/vk_swiftshader_icd.json';
const vulkanLoader = '/usr/lib/chromium/libvulkan.so.1';

// Dawn's instance must stay referenced, or its devices die with it.
let instance: GPU | undefined;

/** A `GPU` object, or null, with a warning on the console, where there is no driver. */
export async function nodeGpu(): Promise<GPU | null> {
  if (instance) return instance;
  if (!process.env.VK_DRIVER_FILES) {
    if (!existsSync(softwareDriver)) {
      console.warn(
        `\n*** GPU tests SKIPPED: no Vulkan driver at ${softwareDriver} and VK_DRIVER_FILES is not set ***\n`,
      );
      return null;
    }
    process.env.VK_DRIVER_FILES = softwareDriver;
    process.env.NODEVICE_SELECT = '1';
  }
  keepLoaded(vulkanLoader);
  const { create } = await import('webgpu');
  instance = create([]);
  return instance;
}

/**
 * Loads a plain shared library and leaves it resident, so that Dawn's own search by name finds it on machines whose
 * only Vulkan loader is Chromium's. Node then complains that it is not an add-on, which is expected.
 */
function keepLoaded(library: string): void {
  const lazyAndNeverUnloaded = 0x1001; // RTLD_LAZY | RTLD_NODELETE
  try {
    process.dlopen({ exports: {} }, library, lazyAndNeverUnloaded);
  } catch {
    // Either it is resident now, or there is none and the system's loader is used.
  }
}
