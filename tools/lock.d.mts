export declare function withLock<T>(lock: string, work: () => T, onWait: () => void): T;
