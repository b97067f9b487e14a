/** The GPU's door: everything that other folders may use. */
export { calibrate, type Calibration, type LossForCpu } from './calibrate';
export { DeviceContext } from './context';
export { GpuEngine } from './engine';
export { DeviceLostError, GpuRunError, NoGpuFormError, ShaderError, type ShaderMessage } from './errors';
export { GpuLoss } from './gpu-loss';
export { axisCoordinates, gridPoints, gridSize, type GridAxis, type GridSpec } from './grid';
export type { LossForGpu, WgslForm } from './kernels';
export { describeAdapter, openGpu, type GpuAbsence, type GpuState } from './open';
