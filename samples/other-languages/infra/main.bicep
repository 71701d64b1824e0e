// The web app of contoso that these programs run on.
// The identity and what it is trusted with come from tegata apply; it assigns the identity to this app.
param name string = 'app-orders'
param location string = resourceGroup().location
@description('What tegata apply prints as application settings, and those of the sample\'s README. A deployment without them takes them away.')
param settings object = {}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: 'plan-${name}'
  location: location
  kind: 'linux'
  sku: { name: 'B1' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  kind: 'app,linux'
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    siteConfig: {
      linuxFxVersion: 'NODE|22-lts'
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
      appSettings: [for each in items(settings): { name: each.key, value: each.value }]
    }
  }
}

output hostName string = app.properties.defaultHostName
