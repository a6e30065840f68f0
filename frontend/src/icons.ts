import {
  mdiAlertCircleOutline,
  mdiAccountQuestionOutline,
  mdiCactus,
  mdiCalendarClockOutline,
  mdiCarrot,
  mdiCheckCircleOutline,
  mdiChevronRight,
  mdiCloudOffOutline,
  mdiFlower,
  mdiFlowerTulip,
  mdiFruitCherries,
  mdiGrass,
  mdiWateringCanOutline,
  mdiLeaf,
  mdiLightbulbOnOutline,
  mdiMinus,
  mdiPalmTree,
  mdiPlus,
  mdiSprout,
  mdiStop,
  mdiTree,
  mdiWater,
  mdiWaterWell,
} from "@mdi/js";
import { svg, type SVGTemplateResult } from "lit";

export {
  mdiAlertCircleOutline,
  mdiAccountQuestionOutline,
  mdiCalendarClockOutline,
  mdiCheckCircleOutline,
  mdiChevronRight,
  mdiCloudOffOutline,
  mdiWateringCanOutline,
  mdiLightbulbOnOutline,
  mdiMinus,
  mdiPlus,
  mdiStop,
  mdiWater,
  mdiWaterWell,
};

const GROUPS: Record<string, string> = {
  carnivorous: mdiSprout,
  climber: mdiLeaf,
  fern: mdiLeaf,
  flower: mdiFlower,
  fruit: mdiFruitCherries,
  grass: mdiGrass,
  herb: mdiLeaf,
  houseplant: mdiSprout,
  lawn: mdiGrass,
  orchid: mdiFlowerTulip,
  palm: mdiPalmTree,
  shrub: mdiTree,
  succulent: mdiCactus,
  tree: mdiTree,
  vegetable: mdiCarrot,
};

/** The icon of a species' group. */
export function speciesIcon(group: string | undefined): string {
  return (group && GROUPS[group]) || mdiSprout;
}

/** An icon that says nothing to whoever can't see it. */
export function icon(path: string): SVGTemplateResult {
  return svg`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>`;
}
