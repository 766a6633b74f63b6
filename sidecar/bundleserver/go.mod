module lexgate.example/sidecar/bundleserver

go 1.22
