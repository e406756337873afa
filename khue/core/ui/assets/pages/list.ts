/** What the standard list adds: walking by keys, choosing over pages, columns. */
import { chooseColumns } from "@ui/columns";
import { chooseRows } from "@ui/selection";
import { openFilters } from "@ui/filters";
import { walkRows } from "@ui/rows";

walkRows();
openFilters();
chooseRows();
chooseColumns();
