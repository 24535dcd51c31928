// `npm start`: sets the checkout up, then walks the main job on the bundled digits. Extra arguments pass
// through: `npm start -- --budget 30s`.
import { join } from "node:path";
import { runOrExit, setup } from "./setup.js";

setup();
const improve = ["improve", join("data", "digits.csv"), "--target", "digit", "--budget", "90s"];
runOrExit(process.execPath, [join("bin", "trainwell.js"), ...improve, ...process.argv.slice(2)], {
  stdout: "inherit",
});
