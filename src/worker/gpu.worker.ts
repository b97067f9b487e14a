/** Entry of the picture worker: owner of the GPU, of the editor's compiler and of the file format. */
import { expose } from 'comlink';
import { PictureService } from './picture-service';
import { SandboxDesk } from './sandbox/desk';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const desk = new SandboxDesk((lost) => scope.postMessage(lost));
scope.addEventListener('message', ({ data, ports }: MessageEvent<unknown>) => desk.receive(data, ports));
expose(new PictureService(desk));
