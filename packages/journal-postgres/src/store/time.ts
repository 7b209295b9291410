/** Acts again and again. Tests bring their own. */
export interface StoreTime {
  /**
   * Acts after each interval, when the act before has ended.
   *
   * @param ms milliseconds between two acts
   * @returns ends it
   */
  every(ms: number, act: () => Promise<void>): () => void;
}

export const realTime: StoreTime = {
  every(ms, act) {
    let isActing = false;
    const timer = setInterval(() => {
      if (isActing) return;
      isActing = true;
      void act().finally(() => {
        isActing = false;
      });
    }, ms);
    // A journal alone does not keep a process alive.
    timer.unref();
    return () => clearInterval(timer);
  },
};
