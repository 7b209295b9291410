import manifest from '../../package.json' with { type: 'json' };

/** The `sdk_version` of requests. The field takes 10 characters. */
export const sdkVersion = manifest.version.slice(0, 10);
