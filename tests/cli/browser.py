"""Chromium without a window, driven by the DevTools protocol over two pipes."""
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


class Browser:
    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="zeroth-browser-")
        theirs_in, self.out = os.pipe()
        self.into, theirs_out = os.pipe()
        high = [os.dup2(one, 100 + i, inheritable=False) for i, one in enumerate((theirs_in, theirs_out))]

        def in_place():
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe",
                   f"--user-data-dir={self.profile}", "about:blank"]
        self.process = subprocess.Popen([CHROMIUM, *options], preexec_fn=in_place, pass_fds=(3, 4),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for one in (theirs_in, theirs_out, *high):
            os.close(one)
        self.buffer, self.count, self.session, self.events = b"", 0, None, []
        page = next(one for one in self.call("Target.getTargets")["targetInfos"] if one["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "DOM", "Log", "Network"):
            self.call(f"{domain}.enable")

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.out)
        os.close(self.into)
        shutil.rmtree(self.profile, ignore_errors=True)

    def message(self, seconds=60):
        end = time.monotonic() + seconds
        while b"\0" not in self.buffer:
            if not select.select([self.into], [], [], max(end - time.monotonic(), 0))[0]:
                raise TimeoutError("the browser says nothing")
            part = os.read(self.into, 1 << 20)
            if not part:
                raise EOFError("the browser has ended")
            self.buffer += part
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, **params):
        self.count += 1
        request = {"id": self.count, "method": method, "params": params}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.out, json.dumps(request).encode() + b"\0")
        while (said := self.message()).get("id") != self.count:
            self.events.append(said)
        if "error" in said:
            raise RuntimeError(f"{method}: {said['error']}")
        return said["result"]

    def evaluate(self, script):
        said = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in said:
            raise RuntimeError(said["exceptionDetails"])
        return said["result"].get("value")

    def until(self, condition, seconds=30):
        """Waits until an expression is true. @return what it is."""
        end = time.monotonic() + seconds
        while not (found := self.evaluate(condition)) and time.monotonic() < end:
            time.sleep(0.05)
        return found

    def open(self, url):
        self.call("Page.navigate", url=url)

    def choose(self, selector, path):
        """As a person does in the dialog of a file field."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(path)])

    def drop(self, selector, path):
        """Drags a file from outside onto the middle of an element."""
        box = self.evaluate(f"(() => {{ const e = document.querySelector('{selector}'); e.scrollIntoView(); "
                            "const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()")
        data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.call("Input.dispatchDragEvent", type=kind, x=box[0], y=box[1], data=data)

    def press(self, key, code, text=""):
        for kind in ("keyDown", "keyUp"):
            more = {"text": text} if text and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **more)

    def complaints(self):
        """What a person would see in the browser's console: errors of scripts, refused loads."""
        self.evaluate("0")
        said = [one["params"]["entry"]["text"] for one in self.events if one.get("method") == "Log.entryAdded"]
        thrown = [str(one["params"]["exceptionDetails"]) for one in self.events
                  if one.get("method") == "Runtime.exceptionThrown"]
        return said + thrown

    def hosts(self):
        """Whom it asked."""
        return {one["params"]["request"]["url"].split("/")[2] for one in self.events
                if one.get("method") == "Network.requestWillBeSent"
                and one["params"]["request"]["url"].startswith("http")}
