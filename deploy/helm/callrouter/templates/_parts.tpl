{{- define "callrouter.name" -}}
{{ printf "%s-callrouter" .Release.Name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "callrouter.labels" -}}
app.kubernetes.io/name: callrouter
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "callrouter.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "callrouter.pod" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "callrouter.container" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "callrouter.settings" -}}
{{- range $name, $value := . }}
{{- /* Helm reads numbers as floats, and would write the larger ones with an exponent. */}}
{{- if kindIs "slice" $value }}{{ $value = join "," $value }}{{ end }}
{{- if kindIs "float64" $value }}{{ if eq (floor $value) $value }}{{ $value = int64 $value }}{{ end }}{{ end }}
- {name: CALLROUTER_{{ upper $name }}, value: {{ $value | toString | quote }}}
{{- end }}
{{- end }}
