// What a host needs beside the kernels.
export { poison } from './team'

/** First byte of memory that no kernel owns: the host's arena starts here. */
export function arenaBase(): usize { return __heap_base }
