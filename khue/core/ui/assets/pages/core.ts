/** What every page loads. */
import htmx from "htmx.org";
import { nameFiles } from "@ui/files";
import { guardForms } from "@ui/forms";
import { listenForKeys } from "@ui/keys";
import { openDialogs } from "@ui/dialogs";
import { closeMenus } from "@ui/menus";
import { placePopovers } from "@ui/popovers";
import { revealPasswords } from "@ui/password";
import { showProblems } from "@ui/problems";
import { chooseTheme } from "@ui/theme";
import { walkSearch } from "@ui/search";
import { showToasts } from "@ui/toasts";

htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;
htmx.config.defaultSettleDelay = 0;
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

chooseTheme();
guardForms();
nameFiles();
revealPasswords();
openDialogs();
closeMenus();
placePopovers();
listenForKeys();
walkSearch();
showToasts();
showProblems();
