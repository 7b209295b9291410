import manifest from '../../package.json' with { type: 'json' };

/** What `sdk_version` says on the wire, which takes 10 characters. */
export const sdkVersion = manifest.version.slice(0, 10);
