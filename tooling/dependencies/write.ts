// `pnpm docs:dependencies`: writes docs/dependencies.md, the list of runtime dependencies of the published packages, with
// licences and reasons. It fails if a direct dependency has no reason, or a licence needs a check.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { permissive, reasons } from './reasons.ts';
import { type Component, fullName, type Sbom, writeSboms } from './sboms.ts';

interface Dependency {
  readonly component: Component;
  /** Our packages that it is installed with. */
  readonly installedWith: readonly string[];
  /** Our packages that depend on it directly. */
  readonly namedBy: readonly string[];
}

const isOurs = ({ group }: Component) => group === '@cloudpay';
const byName = (one: string, other: string) => (one < other ? -1 : 1);

function dependenciesOf(sboms: readonly Sbom[]): readonly Dependency[] {
  const components = new Map(
    sboms
      .flatMap((sbom) => sbom.components.filter((component) => !isOurs(component)))
      .map((found) => [found['bom-ref'], found]),
  );
  return [...components.values()]
    .toSorted((one, other) => byName(`${fullName(one)} ${one.version}`, `${fullName(other)} ${other.version}`))
    .map((component) => {
      const has = ({ components }: Sbom) => components.some((other) => other['bom-ref'] === component['bom-ref']);
      const names = ({ metadata, dependencies }: Sbom) =>
        dependencies.some(
          ({ ref, dependsOn }) => ref === metadata.component['bom-ref'] && dependsOn.includes(component['bom-ref']),
        );
      return { component, installedWith: packagesOf(sboms.filter(has)), namedBy: packagesOf(sboms.filter(names)) };
    });
}

const packagesOf = (sboms: readonly Sbom[]) => sboms.map(({ metadata }) => fullName(metadata.component)).toSorted(byName);

/** @throws Error if the package names no licence, or one that a person must check */
function licenceOf(component: Component): string {
  const licences = (component.licenses ?? []).map(
    ({ license, expression }) => license?.id ?? license?.name ?? expression ?? '',
  );
  if (licences.length === 0 || !licences.every((licence) => permissive.includes(licence)))
    throw new Error(
      `${fullName(component)} ${component.version}: is its licence (${licences.join(', ') || 'none named'}) permissive?`,
    );
  return licences.join(', ');
}

function reasonFor(name: string): string {
  const reason = reasons[name];
  if (reason === undefined) throw new Error(`${name}: why is it needed? Say so in tooling/dependencies/reasons.ts`);
  return reason;
}

const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ') || '—';

function document(sboms: readonly Sbom[]): string {
  const dependencies = dependenciesOf(sboms);
  const direct = dependencies.filter(({ namedBy }) => namedBy.length > 0);
  for (const name of Object.keys(reasons)) {
    if (!direct.some(({ component }) => fullName(component) === name))
      throw new Error(`${name}: nothing depends on it any more`);
  }
  return `# 依赖与许可证 · Dependencies and licences

已发布的包运行时所需的一切，由 \`pnpm docs:dependencies\` 根据已安装的依赖生成，请勿手改。表中是本仓库测试所用的版本；装到别处时，间接依赖可能更新。开发工具不随包安装，不在此列。
CycloneDX 格式的物料清单：\`pnpm sboms\`。

All that the published packages need when they run, written by \`pnpm docs:dependencies\` from what is installed; do not edit it by hand. The versions are those that
this repository tests with; elsewhere an indirect one may be newer. Development tools are not installed with a package, and not listed. The same as CycloneDX bills of
materials: \`pnpm sboms\`.

## 直接依赖 Direct dependencies

${[
  row('依赖 dependency', '许可证 licence', '用于 of', '为何 why'),
  row('---', '---', '---', '---'),
  ...direct.map(({ component, namedBy }) =>
    row(`${fullName(component)} ${component.version}`, licenceOf(component), code(namedBy), reasonFor(fullName(component))),
  ),
].join('\n')}

## 随包安装 What is installed with a package

${[
  row('包 package', '外部依赖 from others'),
  row('---', '---'),
  ...packagesOf(sboms).map((name) => {
    const others = dependencies.filter(({ installedWith }) => installedWith.includes(name));
    const few = others.length <= 3 ? `: ${code(others.map(({ component }) => fullName(component)))}` : '';
    return row(`\`${name}\``, others.length === 0 ? '无 none' : `${others.length}${few}`);
  }),
].join('\n')}

## 全部 All of them

${[
  row('依赖 dependency', '版本 version', '许可证 licence', '随之安装 installed with'),
  row('---', '---', '---', '---'),
  ...dependencies.map(({ component, installedWith }) =>
    row(fullName(component), component.version, licenceOf(component), code(installedWith)),
  ),
].join('\n')}
`;
}

const folder = mkdtempSync(join(tmpdir(), 'cloudpay-sboms-'));
try {
  writeFileSync('docs/dependencies.md', document(await writeSboms(folder)));
} finally {
  rmSync(folder, { recursive: true });
}
